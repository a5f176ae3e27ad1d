// What a program does with the installed package; its last line says that all went well.
import assert from "node:assert/strict";
import { MALFORMED, NEED_MORE, READY, ReplyWriter, RequestParser } from "@segcache/resp";
import { ReplyError, ReplyParser } from "@segcache/resp/replies";

const parser = new RequestParser();
const reply = new ReplyWriter();
const request = Buffer.from("*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n");
for (let cut = 1; cut < request.length; cut++) {
  parser.feed(request.subarray(0, cut));
  assert.equal(parser.next(), NEED_MORE);
  parser.feed(request.subarray(cut));
  assert.equal(parser.next(), READY);
  assert.equal(parser.argumentCount, 2);
  reply.bulk(parser.buffer, parser.starts[1], parser.ends[1]);
  assert.equal(parser.next(), NEED_MORE);
}
reply.error("ERR no");
const replies = new ReplyParser().feed(Buffer.from(reply.take()));
assert.equal(replies.length, request.length);
assert.ok(replies.pop() instanceof ReplyError);
assert.ok(replies.every((one) => String(one) === "hello"));
parser.feed(Buffer.from("*x\r\n"));
assert.equal(parser.next(), MALFORMED);
process.stdout.write(`fine under ${process.version}\n`);
