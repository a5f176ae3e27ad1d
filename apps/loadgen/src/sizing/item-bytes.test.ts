import { describe, expect, test } from "vitest";
import { PEERS, type Peer, peerItemBytes } from "./item-bytes.ts";

function peer(name: Peer["name"]): Peer {
  const found = PEERS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no peer ${name}`);
  return found;
}

describe("what an item takes in a peer", () => {
  // Items that 128 MiB held, by key and value bytes.
  test.each([
    ["redis", 16, 16, 1_115_218],
    ["redis", 16, 64, 780_658],
    ["redis", 24, 200, 424_669],
    ["redis", 38, 1000, 118_076],
    ["memcached", 16, 16, 1_398_016],
    ["memcached", 16, 64, 882_944],
    ["memcached", 24, 200, 441_472],
    ["memcached", 38, 1000, 113_280],
  ] as const)("is that of %s as measured with %i-byte keys and %i-byte values", (name, keyBytes, valueBytes, items) => {
    const predicted = 2 ** 27 / peerItemBytes(peer(name), keyBytes + valueBytes, false);
    expect(Math.abs(predicted / items - 1)).toBeLessThan(0.002);
  });

  test("grows with the payload, without a step at the measured sizes", () => {
    for (const each of PEERS) {
      for (let payload = 1; payload < 5000; payload++) {
        const growth = peerItemBytes(each, payload + 1, false) - peerItemBytes(each, payload, false);
        expect(growth).toBeGreaterThanOrEqual(1);
        expect(growth).toBeLessThan(1.5);
      }
    }
  });

  test("counts an expiry in Redis and not in memcached", () => {
    const costs = PEERS.map((each) => peerItemBytes(each, 100, true) - peerItemBytes(each, 100, false));
    expect(costs.map((cost) => Math.round(cost))).toEqual([40, 0]);
  });
});
