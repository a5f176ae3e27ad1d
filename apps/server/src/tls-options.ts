// Redis's tls-* settings as Node's TLS options. Certificates are read at start and at every CONFIG SET of what listens.

import { readFileSync } from "node:fs";
import type { TlsOptions } from "node:tls";
import type { Config } from "./config.ts";
import { tls } from "./tls.ts";
import { UsageError } from "./usage-error.ts";

/** A peer that has not finished its handshake by then is cut. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

type FileOption = "tls-cert-file" | "tls-key-file" | "tls-ca-cert-file";

/** @throws UsageError for a file that cannot be read or is not what it should be. */
export function tlsOptionsOf(config: Config): TlsOptions {
  const clients = config["tls-auth-clients"];
  const files = {
    cert: contentOf(config, "tls-cert-file"),
    key: contentOf(config, "tls-key-file"),
    ...(config["tls-ca-cert-file"] === "" ? {} : { ca: contentOf(config, "tls-ca-cert-file") }),
  };
  try {
    tls().createSecureContext(files);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`tls-cert-file, tls-key-file or tls-ca-cert-file cannot be used: ${reason}`);
  }
  return {
    ...files,
    minVersion: "TLSv1.2",
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    requestCert: clients !== "no",
    rejectUnauthorized: clients === "yes",
  };
}

function contentOf(config: Config, name: FileOption): Buffer {
  try {
    return readFileSync(config[name]);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`cannot read ${name} ${config[name]}: ${String(reason)}`);
  }
}
