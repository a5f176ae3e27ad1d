// Keys, deadlines and databases at their edges.

import type { Case } from "../case.ts";

export const KEY_EDGE_CASES: readonly Case[] = [
  {
    why: "TTL of every command that stores",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["APPEND a 2", ":2"],
      ["TTL a", ":100"],
      ["SETRANGE a 0 9", ":2"],
      ["TTL a", ":100"],
      ["INCR a", ":93"],
      ["TTL a", ":100"],
      ["INCRBYFLOAT a 1", '"94"'],
      ["TTL a", ":100"],
      ["GETRANGE a 0 0", '"9"'],
      ["TTL a", ":100"],
      ["GETSET a 1", '"94"'],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "EXPIRE with its options twice",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100 NX NX", ":1"],
      ["EXPIRE a 200 XX XX", ":1"],
      ["EXPIRE a 300 GT GT", ":1"],
      ["EXPIRE a 100 LT LT", ":1"],
      ["TTL a", ":100"],
    ],
  },
  {
    why: "EXPIRE XX GT and XX LT",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["EXPIRE a 50 XX GT", ":0"],
      ["EXPIRE a 150 XX GT", ":1"],
      ["EXPIRE a 200 XX LT", ":0"],
      ["EXPIRE a 20 XX LT", ":1"],
      ["TTL a", ":20"],
    ],
  },
  {
    why: "EXPIRE options in any case",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 100 nx", ":1"],
      ["EXPIRE a 100 Nx", ":0"],
    ],
  },
  {
    why: "EXPIRE with a number beyond doubles",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a 9007199254740993", ":1"],
      ["TTL nothing", ":-2"],
    ],
  },
  {
    why: "EXPIRE with signs and zeros",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIRE a +100", "-ERR value is not an integer or out of range"],
      ["EXPIRE a 0100", "-ERR value is not an integer or out of range"],
      ['EXPIRE a " 100"', "-ERR value is not an integer or out of range"],
      ["EXPIRE a 1e2", "-ERR value is not an integer or out of range"],
      ['EXPIRE a ""', "-ERR value is not an integer or out of range"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "EXPIREAT with signs and zeros",
    steps: [
      ["SET a 1", "+OK"],
      ["EXPIREAT a +33177117420", "-ERR value is not an integer or out of range"],
      ["EXPIREAT a -1", ":1"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "PEXPIRE of one day",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIRE a 86400400", ":1"],
      ["TTL a", ":86400"],
    ],
  },
  {
    why: "PEXPIREAT and EXPIRETIME",
    steps: [
      ["SET a 1", "+OK"],
      ["PEXPIREAT a 33177117420499", ":1"],
      ["EXPIRETIME a", ":33177117420"],
      ["PEXPIRETIME a", ":33177117420499"],
      ["PEXPIREAT a 33177117420500", ":1"],
      ["EXPIRETIME a", ":33177117421"],
    ],
  },
  {
    why: "PERSIST twice",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["PERSIST a", ":1"],
      ["PERSIST a", ":0"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "PERSIST and EXPIRE NX",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["EXPIRE a 50 NX", ":0"],
      ["PERSIST a", ":1"],
      ["EXPIRE a 50 NX", ":1"],
      ["TTL a", ":50"],
    ],
  },
  {
    why: "EXPIRE keeps the value",
    steps: [
      ['SET a "\\u0000\\r\\n"', "+OK"],
      ["EXPIRE a 100", ":1"],
      ["GET a", '"\\u0000\\r\\n"'],
    ],
  },
  {
    why: "arity of the commands on deadlines",
    steps: [
      ["TTL", "-ERR wrong number of arguments for 'ttl' command"],
      ["PTTL a b", "-ERR wrong number of arguments for 'pttl' command"],
      ["EXPIRETIME", "-ERR wrong number of arguments for 'expiretime' command"],
      ["PEXPIRETIME a b", "-ERR wrong number of arguments for 'pexpiretime' command"],
      ["EXPIRE a", "-ERR wrong number of arguments for 'expire' command"],
      ["PEXPIRE a", "-ERR wrong number of arguments for 'pexpire' command"],
      ["EXPIREAT a", "-ERR wrong number of arguments for 'expireat' command"],
      ["PEXPIREAT", "-ERR wrong number of arguments for 'pexpireat' command"],
      ["PERSIST a b", "-ERR wrong number of arguments for 'persist' command"],
    ],
  },
  {
    why: "databases count by themselves",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 1", "+OK"],
      ["MSET a 1 b 2", "+OK"],
      ["DBSIZE", ":2"],
      ["SELECT 0", "+OK"],
      ["DBSIZE", ":1"],
      ["INFO keyspace", '"# Keyspace\\r\\ndb0:keys=1,expires=0,avg_ttl=0\\r\\ndb1:keys=2,expires=0,avg_ttl=0\\r\\n"'],
    ],
  },
  {
    why: "every command stays in its database",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 4", "+OK"],
      ["GET a", "nil"],
      ["EXISTS a", ":0"],
      ["DEL a", ":0"],
      ["TTL a", ":-2"],
      ["TYPE a", "+none"],
      ["STRLEN a", ":0"],
      ["APPEND a x", ":1"],
      ["GETRANGE a 0 -1", '"x"'],
      ["SELECT 0", "+OK"],
      ["GET a", '"1"'],
    ],
  },
  {
    why: "FLUSHALL from another database",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 9", "+OK"],
      ["FLUSHALL", "+OK"],
      ["SELECT 0", "+OK"],
      ["EXISTS a", ":0"],
    ],
  },
  {
    why: "FLUSHDB takes deadlines along",
    steps: [
      ["SET a 1 EX 100", "+OK"],
      ["FLUSHDB", "+OK"],
      ["SET a 1 KEEPTTL", "+OK"],
      ["TTL a", ":-1"],
    ],
  },
  {
    why: "RENAME of binary names",
    steps: [
      ['SET "\\u0000" 1', "+OK"],
      ['RENAME "\\u0000" "\\r\\n"', "+OK"],
      ['GET "\\r\\n"', '"1"'],
    ],
  },
  {
    why: "RENAME of an empty name",
    steps: [
      ['SET "" 1', "+OK"],
      ['RENAME "" a', "+OK"],
      ['RENAME a ""', "+OK"],
      ['GET ""', '"1"'],
    ],
  },
  {
    why: "RENAME chains",
    steps: [
      ["SET a 1", "+OK"],
      ["RENAME a b", "+OK"],
      ["RENAME b c", "+OK"],
      ["RENAME c a", "+OK"],
      ["GET a", '"1"'],
      ["DBSIZE", ":1"],
    ],
  },
  {
    why: "COPY and RENAME stay in the database",
    steps: [
      ["SET a 1", "+OK"],
      ["SELECT 1", "+OK"],
      ["RENAME a b", "-ERR no such key"],
      ["COPY a b", ":0"],
      ["RENAMENX a b", "-ERR no such key"],
    ],
  },
  {
    why: "COPY with options in any order",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a b REPLACE DB 2", ":1"],
      ["COPY a b DB 2 REPLACE", ":1"],
      ["COPY a b db 3 replace", ":1"],
      ["SELECT 3", "+OK"],
      ["GET b", '"1"'],
    ],
  },
  {
    why: "COPY of what has a deadline far away",
    steps: [
      ["SET a 1 PXAT 33177117420123", "+OK"],
      ["COPY a b", ":1"],
      ["PEXPIRETIME b", ":33177117420123"],
    ],
  },
  {
    why: "COPY DB twice takes the last",
    steps: [
      ["SET a 1", "+OK"],
      ["COPY a b DB 1 DB 2", ":1"],
      ["SELECT 2", "+OK"],
      ["EXISTS b", ":1"],
    ],
  },
  {
    why: "RANDOMKEY of one key in many databases",
    steps: [
      ["SELECT 7", "+OK"],
      ["SET only 1", "+OK"],
      ["RANDOMKEY", '"only"'],
      ["SELECT 8", "+OK"],
      ["RANDOMKEY", "nil"],
    ],
  },
  {
    why: "KEYS with special patterns",
    steps: [
      ["MSET a 1 xb 2", "+OK"],
      ["KEYS [ab", '["a"]'],
      ["KEYS []", "[]"],
      ["KEYS [^]", '["a"]'],
      ["KEYS \\", "[]"],
      ["KEYS [b-b]", "[]"],
      ["KEYS [^a]", "[]"],
    ],
  },
  {
    why: "KEYS matches bytes",
    steps: [
      ['SET "\\u0000x" 1', "+OK"],
      ["KEYS ?x", '["\\u0000x"]'],
      ["KEYS *x", '["\\u0000x"]'],
    ],
  },
  {
    why: "SCAN with every option",
    steps: [
      ["SET key:1 x", "+OK"],
      ["SET other x", "+OK"],
      ["SCAN 0 TYPE string COUNT 100 MATCH key:*", '["0", ["key:1"]]'],
    ],
  },
  {
    why: "TOUCH and EXISTS count alike",
    steps: [
      ["MSET a 1 b 2", "+OK"],
      ["TOUCH a a b c", ":3"],
      ["EXISTS a a b c", ":3"],
    ],
  },
];
