# What a Python program does with a cache, through redis-py. Prints "ok" at the end; anything unexpected raises.
import sys
import time

import redis

client = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
assert client.ping()
assert client.set("a", "1", ex=100) is True
assert client.get("a") == "1"
assert 0 < client.ttl("a") <= 100
assert client.set("a", "2", nx=True) is None
assert client.set("a", "2", get=True, keepttl=True) == "1"
assert client.getex("a", px=50_000) == "2"
assert client.incrby("n", 5) == 5
assert client.incrbyfloat("f", 0.1) == 0.1
assert client.mset({"x": "1", "y": "2"}) is True
assert client.mget(["x", "nothing", "y"]) == ["1", None, "2"]
assert client.msetnx({"x": "3", "z": "4"}) is False
assert client.getrange("a", 0, 0) == "2"
assert client.setrange("r", 3, "x") == 4
assert sorted(client.scan_iter(match="[xy]", count=1)) == ["x", "y"]
assert client.rename("x", "w") is True
assert client.copy("w", "v") is True
assert client.expire("w", 10) is True
assert client.persist("w") is True
assert client.touch("w", "v", "nothing") == 2
assert client.unlink("w", "v") == 2
assert client.object("encoding", "n") == "int"
assert client.memory_usage("a") > 0

with client.pipeline(transaction=True) as pipe:
    assert pipe.set("p", "1").incr("p").get("p").execute() == [True, 2, "2"]
with client.pipeline() as pipe:
    pipe.watch("p")
    client.set("p", "9")
    pipe.multi()
    pipe.get("p")
    try:
        pipe.execute()
        raise AssertionError("the transaction should have failed")
    except redis.WatchError:
        pass

info = client.info()
assert info["redis_version"] == "7.2.0" and info["role"] == "master", info
assert client.config_get("databases") == {"databases": "16"}
assert any(entry["name"] == "" for entry in client.client_list())
assert client.slowlog_len() >= 0
assert isinstance(client.slowlog_get(), list)
assert "get" in client.command()
assert client.dbsize() == len(client.keys("*"))
try:
    client.incr("a\n")
    client.set("s", "text")
    client.incr("s")
    raise AssertionError("INCR of a text should have failed")
except redis.ResponseError as error:
    assert str(error) == "value is not an integer or out of range", error
try:
    client.execute_command("NOSUCH", "x")
    raise AssertionError("NOSUCH should have failed")
except redis.ResponseError as error:
    assert "unknown command 'NOSUCH'" in str(error), error

# The requests of Django 4's cache backend.
raw = redis.Redis(port=int(sys.argv[1]))
key = ":1:page"
assert raw.set(key, b"\x80\x05pickle", nx=True, ex=300) is True  # add
assert raw.set(key, b"other", nx=True, ex=300) is None
assert raw.get(key) == b"\x80\x05pickle"
assert raw.expire(key, 600)  # touch
assert raw.exists(key) == 1  # has_key
assert raw.incr(":1:counter", 3) == 3
pipe = raw.pipeline()
pipe.mset({":1:m1": b"1", ":1:m2": b"2"})
pipe.expire(":1:m1", 300)
pipe.expire(":1:m2", 300)
assert pipe.execute() == [True, True, True]
assert raw.mget([":1:m1", ":1:m2"]) == [b"1", b"2"]
assert raw.delete(":1:m1", ":1:m2") == 2
raw.set(":1:gone", b"x", px=1)
while raw.exists(":1:gone"):
    time.sleep(0.005)
assert raw.flushdb() is True
print("ok")
