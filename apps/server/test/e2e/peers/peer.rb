# What a Ruby program does with a cache, through redis-rb. Prints "ok" at the end.
require "redis"

def check(condition, what)
  abort "failed: #{what}" unless condition
end

redis = Redis.new(host: "127.0.0.1", port: ARGV[0].to_i, db: 3)
check redis.ping == "PONG", "ping"
check redis.set("a", "1", ex: 100, nx: true), "set"
check redis.get("a") == "1" && redis.get("nothing").nil?, "get"
check redis.ttl("a") > 90, "ttl"
check redis.mset("x", "1", "y", "2") == "OK", "mset"
check redis.mget("x", "nothing", "y") == ["1", nil, "2"], "mget"
check redis.incrby("n", 5) == 5, "incrby"
check redis.incrbyfloat("f", 1.5) == 1.5, "incrbyfloat"
check redis.getset("a", "2") == "1", "getset"
check redis.getdel("a") == "2", "getdel"
check redis.setrange("r", 2, "x") == 3 && redis.getrange("r", 2, 2) == "x", "ranges"
check redis.rename("x", "w") == "OK", "rename"
check redis.scan_each(count: 2).to_a.uniq.size == redis.dbsize, "scan"
check redis.multi { |t| t.set("t", "1"); t.incr("t") } == ["OK", 2], "multi"
check redis.pipelined { |p| p.get("t"); p.del("t") } == ["2", 1], "pipelined"
other = Redis.new(host: "127.0.0.1", port: ARGV[0].to_i, db: 3)
outcome = redis.watch("w") do
  other.set("w", "9")
  redis.multi { |t| t.get("w") }
end
check outcome.nil?, "watch"
check redis.info["redis_version"] == "7.2.0", "info"
begin
  redis.call("NOSUCH", "x")
  check false, "errors"
rescue Redis::CommandError => e
  check e.message.include?("unknown command 'NOSUCH'"), "errors"
end
check redis.flushdb == "OK", "flushdb"
puts "ok"
