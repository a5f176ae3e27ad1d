<?php
// What a PHP program does with a cache, through phpredis. Prints "ok" at the end.
function check(bool $condition, string $what): void {
    if (!$condition) {
        fwrite(STDERR, "failed: $what\n");
        exit(1);
    }
}
$redis = new Redis();
check($redis->connect('127.0.0.1', (int) $argv[1]), 'connect');
check($redis->ping() === true, 'ping');
check($redis->select(2), 'select');
check($redis->set('a', '1', ['nx', 'ex' => 100]), 'set');
check($redis->get('a') === '1', 'get');
check($redis->get('nothing') === false, 'get of nothing');
check($redis->ttl('a') > 90, 'ttl');
check($redis->setex('b', 100, 'x') && $redis->psetex('c', 50000, 'y'), 'setex');
check($redis->mset(['x' => '1', 'y' => '2']), 'mset');
check($redis->mget(['x', 'nothing', 'y']) === ['1', false, '2'], 'mget');
check($redis->incrBy('n', 5) === 5 && $redis->decr('n') === 4, 'incrBy');
check($redis->incrByFloat('f', 1.5) === 1.5, 'incrByFloat');
check($redis->append('b', 'z') === 2 && $redis->getRange('b', 1, 1) === 'z', 'append');
check($redis->setRange('r', 2, 'x') === 3 && $redis->strlen('r') === 3, 'setRange');
check($redis->getSet('b', 'new') === 'xz', 'getSet');
check($redis->expire('b', 10) && $redis->persist('b'), 'expire');
check($redis->rename('b', 'd') && $redis->exists('d') === 1, 'rename');
$redis->setOption(Redis::OPT_SCAN, Redis::SCAN_RETRY);
$met = [];
for ($cursor = null; ($keys = $redis->scan($cursor, '*', 5)) !== false;) {
    $met = array_merge($met, $keys);
}
check(count(array_unique($met)) === $redis->dbSize(), 'scan');
check($redis->multi()->set('t', '1')->incr('t')->exec() === [true, 2], 'multi');
check($redis->multi(Redis::PIPELINE)->get('t')->del('t')->exec() === ['2', 1], 'pipeline');
$redis->watch('w');
$other = new Redis();
$other->connect('127.0.0.1', (int) $argv[1]);
$other->select(2);
$other->set('w', '1');
check($redis->multi()->get('w')->exec() === false, 'watch');
check($redis->unlink('x', 'y') === 2, 'unlink');
check($redis->info()['redis_version'] === '7.2.0', 'info');
check($redis->object('encoding', 'n') === 'int', 'object');
check(is_array($redis->slowLog('get')), 'slowlog');
check($redis->rawCommand('NOSUCH') === false && str_contains($redis->getLastError(), "unknown command 'NOSUCH'"), 'errors');
check($redis->flushDB(), 'flushDB');
echo "ok\n";
