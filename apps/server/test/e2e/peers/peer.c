/* What a C program does with a cache, through hiredis: single requests, a pipeline, binary data, RESP3. Prints "ok". */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(int condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "failed: %s\n", what);
  exit(1);
}

int main(int argc, char **argv) {
  check(argc == 2, "usage");
  redisContext *context = redisConnect("127.0.0.1", atoi(argv[1]));
  check(context != NULL && context->err == 0, "connect");
  redisReply *reply = redisCommand(context, "SET %b %b EX 100", "k\0k", (size_t)3, "v\r\n\0v", (size_t)5);
  check(reply->type == REDIS_REPLY_STATUS && strcmp(reply->str, "OK") == 0, "SET");
  freeReplyObject(reply);
  reply = redisCommand(context, "GET %b", "k\0k", (size_t)3);
  check(reply->type == REDIS_REPLY_STRING && reply->len == 5 && memcmp(reply->str, "v\r\n\0v", 5) == 0, "GET");
  freeReplyObject(reply);
  for (int i = 0; i < 10000; i++) redisAppendCommand(context, "INCR counter");
  for (int i = 1; i <= 10000; i++) {
    check(redisGetReply(context, (void **)&reply) == REDIS_OK, "pipeline");
    check(reply->type == REDIS_REPLY_INTEGER && reply->integer == i, "INCR");
    freeReplyObject(reply);
  }
  reply = redisCommand(context, "NOSUCH");
  check(reply->type == REDIS_REPLY_ERROR && strstr(reply->str, "ERR unknown command 'NOSUCH'") != NULL, "errors");
  freeReplyObject(reply);
  freeReplyObject(redisCommand(context, "MULTI"));
  freeReplyObject(redisCommand(context, "MGET counter nothing"));
  reply = redisCommand(context, "EXEC");
  check(reply->type == REDIS_REPLY_ARRAY && reply->elements == 1 && reply->element[0]->elements == 2, "EXEC");
  check(strcmp(reply->element[0]->element[0]->str, "10000") == 0, "MGET");
  check(reply->element[0]->element[1]->type == REDIS_REPLY_NIL, "MGET of nothing");
  freeReplyObject(reply);
#ifdef REDIS_REPLY_MAP
  reply = redisCommand(context, "HELLO 3");
  check(reply->type == REDIS_REPLY_MAP, "HELLO");
  freeReplyObject(reply);
  reply = redisCommand(context, "CONFIG GET databases");
  check(reply->type == REDIS_REPLY_MAP && reply->elements == 2, "RESP3");
  freeReplyObject(reply);
#endif
  redisFree(context);
  puts("ok");
  return 0;
}
