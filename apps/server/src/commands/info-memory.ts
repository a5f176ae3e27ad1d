// INFO memory. `used_memory` is what `maxmemory` bounds: the pages of the cache that have been touched. The process has
// more: code, JavaScript's heap, connections; `used_memory_rss` and `allocator_*` tell of that.

import { totalmem } from "node:os";
import type { ServerState } from "../server-state.ts";
import { humanSizeOf } from "../sizes.ts";
import type { WholeServer } from "../threads/whole-server.ts";
import type { Field } from "./info-constants.ts";

export function memoryFields(server: ServerState, whole: WholeServer): readonly Field[] {
  const { memoryTouched, bytesLive, segmentsTotal } = server.cache.stats();
  const { heapTotal, heapUsed, external: reserved } = whole.heap;
  const rss = process.memoryUsage.rss();
  // The runtime counts the cache's whole address space, most of which costs nothing.
  const untouched = Math.max(0, segmentsTotal * server.cache.limits.segmentSize - memoryTouched);
  const external = Math.max(0, reserved - untouched);
  const total = totalmem();
  const overhead = Math.max(0, memoryTouched - bytesLive);
  const { maxmemory } = server.config;
  return [
    ["used_memory", memoryTouched],
    ["used_memory_human", humanSizeOf(memoryTouched)],
    ["used_memory_rss", rss],
    ["used_memory_rss_human", humanSizeOf(rss)],
    ["used_memory_peak", memoryTouched], // touched pages are never given back
    ["used_memory_peak_human", humanSizeOf(memoryTouched)],
    ["used_memory_peak_perc", "100.00%"],
    ["used_memory_overhead", overhead],
    ["used_memory_startup", 0],
    ["used_memory_dataset", bytesLive],
    ["used_memory_dataset_perc", `${((100 * bytesLive) / Math.max(1, memoryTouched)).toFixed(2)}%`],
    ["allocator_allocated", heapUsed + external],
    ["allocator_active", heapTotal + external],
    ["allocator_resident", rss],
    ["total_system_memory", total],
    ["total_system_memory_human", humanSizeOf(total)],
    ...NO_SCRIPTS,
    ["maxmemory", maxmemory],
    ["maxmemory_human", humanSizeOf(maxmemory)],
    ["maxmemory_policy", server.config["maxmemory-policy"]],
    ["allocator_frag_ratio", (heapTotal / Math.max(1, heapUsed)).toFixed(2)],
    ["allocator_frag_bytes", heapTotal - heapUsed],
    ["allocator_rss_ratio", (rss / Math.max(1, heapTotal + external)).toFixed(2)],
    ["allocator_rss_bytes", rss - heapTotal - external],
    ["rss_overhead_ratio", "1.00"],
    ["rss_overhead_bytes", 0],
    ["mem_fragmentation_ratio", (rss / Math.max(1, memoryTouched)).toFixed(2)],
    ["mem_fragmentation_bytes", rss - memoryTouched],
    ["mem_not_counted_for_evict", 0],
    ["mem_replication_backlog", 0],
    ["mem_total_replication_buffers", 0],
    ["mem_clients_slaves", 0],
    ["mem_clients_normal", whole.totals.bytes],
    ["mem_cluster_links", 0],
    ["mem_aof_buffer", 0],
    ["mem_allocator", "segcache"],
    ["active_defrag_running", 0],
    ["lazyfree_pending_objects", 0],
    ["lazyfreed_objects", 0],
  ];
}

const NO_SCRIPTS: readonly Field[] = [
  ["used_memory_lua", 0],
  ["used_memory_vm_eval", 0],
  ["used_memory_lua_human", "0B"],
  ["used_memory_scripts_eval", 0],
  ["number_of_cached_scripts", 0],
  ["number_of_functions", 0],
  ["number_of_libraries", 0],
  ["used_memory_vm_functions", 0],
  ["used_memory_vm_total", 0],
  ["used_memory_vm_total_human", "0B"],
  ["used_memory_functions", 0],
  ["used_memory_scripts", 0],
  ["used_memory_scripts_human", "0B"],
];
