// INFO stats: counters since the start or the last CONFIG RESETSTAT.

import type { ServerState } from "../server-state.ts";
import type { WholeServer } from "../threads/whole-server.ts";
import type { Field } from "./info-constants.ts";

const BYTES_PER_KB = 1024;

export function statFields({ cache }: ServerState, { metrics }: WholeServer): readonly Field[] {
  const engine = metrics.sinceReset(cache.stats());
  return [
    ["total_connections_received", metrics.connectionsReceived],
    ["total_commands_processed", metrics.commandsProcessed],
    ["instantaneous_ops_per_sec", metrics.commandsPerSecond],
    ["total_net_input_bytes", metrics.inputBytes],
    ["total_net_output_bytes", metrics.outputBytes],
    ["total_net_repl_input_bytes", 0],
    ["total_net_repl_output_bytes", 0],
    ["instantaneous_input_kbps", (metrics.inputBytesPerSecond / BYTES_PER_KB).toFixed(2)],
    ["instantaneous_output_kbps", (metrics.outputBytesPerSecond / BYTES_PER_KB).toFixed(2)],
    ["instantaneous_input_repl_kbps", "0.00"],
    ["instantaneous_output_repl_kbps", "0.00"],
    ["rejected_connections", metrics.connectionsRejected],
    ["sync_full", 0],
    ["sync_partial_ok", 0],
    ["sync_partial_err", 0],
    ["expired_keys", engine.itemsExpired],
    ["expired_stale_perc", "0.00"],
    ["expired_time_cap_reached_count", 0],
    ["expire_cycle_cpu_milliseconds", 0],
    ["evicted_keys", engine.itemsEvicted],
    ["evicted_clients", metrics.evictedClients],
    ["total_eviction_exceeded_time", 0],
    ["current_eviction_exceeded_time", 0],
    ["keyspace_hits", engine.hits],
    ["keyspace_misses", engine.misses],
    ...UNUSED,
    ["unexpected_error_replies", metrics.internalErrors],
    ["total_error_replies", metrics.errorReplies],
    ["dump_payload_sanitizations", 0],
    ["total_reads_processed", metrics.reads],
    ["total_writes_processed", metrics.writes],
    ["io_threaded_reads_processed", 0],
    ["io_threaded_writes_processed", 0],
    ["reply_buffer_shrinks", 0],
    ["reply_buffer_expands", 0],
    ["client_query_buffer_limit_disconnections", metrics.queryLimitDisconnections],
    ["client_output_buffer_limit_disconnections", metrics.outputLimitDisconnections],
    ["acl_access_denied_auth", metrics.authenticationFailures],
    ["acl_access_denied_cmd", 0],
    ["acl_access_denied_key", 0],
    ["acl_access_denied_channel", 0],
  ];
}

/** Counters of what this server does not do. */
const UNUSED: readonly Field[] = [
  ["pubsub_channels", 0],
  ["pubsub_patterns", 0],
  ["pubsubshard_channels", 0],
  ["latest_fork_usec", 0],
  ["total_forks", 0],
  ["migrate_cached_sockets", 0],
  ["slave_expires_tracked_keys", 0],
  ["active_defrag_hits", 0],
  ["active_defrag_misses", 0],
  ["active_defrag_key_hits", 0],
  ["active_defrag_key_misses", 0],
  ["total_active_defrag_time", 0],
  ["current_active_defrag_time", 0],
  ["tracking_total_keys", 0],
  ["tracking_total_items", 0],
  ["tracking_total_prefixes", 0],
];
