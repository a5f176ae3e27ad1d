// Telling systemd how far the server is, when it was started as a service of Type=notify. The message goes to a Unix
// datagram socket, which Node cannot open, so systemd's own program systemd-notify carries it; the unit file allows that
// with NotifyAccess=all. Without NOTIFY_SOCKET in the environment nothing happens.

import { spawn } from "node:child_process";
import type { Log } from "./log-level.ts";

const PROGRAM = "systemd-notify";

/** @param message variables as sd_notify(3) has them, such as READY=1. */
export function notifySystemd(log: Log, ...message: readonly string[]): void {
  if (process.env.NOTIFY_SOCKET === undefined) return;
  const child = spawn(PROGRAM, message, { stdio: "ignore" });
  child.once("error", (error) => log.warn({ err: error }, `cannot notify systemd: ${PROGRAM} does not run`));
  child.once("exit", (code) => {
    if (code !== 0) log.warn({ code, message }, `cannot notify systemd: ${PROGRAM} failed`);
  });
  child.unref();
}
