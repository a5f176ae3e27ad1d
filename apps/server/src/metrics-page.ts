// The HTTP page on metrics-port: /metrics for Prometheus, /health (the process answers), /ready (clients are served). It
// stands on the same addresses as the server, knows no password and shows no keys.

import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostsOf } from "./endpoints.ts";
import type { ServerRegistry } from "./prometheus.ts";
import type { ServerState } from "./server-state.ts";

/** More scrapers than anyone has; others wait. */
const CONNECTIONS_MAX = 64;
const HEADERS_TIMEOUT_MS = 5000;
const TEXT = "text/plain; charset=utf-8";

export class MetricsPage {
  /** Whether clients are served: what /ready tells. */
  isReady = false;
  readonly #state: ServerState;
  readonly #registry: ServerRegistry;
  readonly #servers: HttpServer[] = [];

  constructor(state: ServerState, registry: ServerRegistry) {
    this.#state = state;
    this.#registry = registry;
  }

  /** Opens the page on every address. @returns the port.  @throws Error with a `code` such as EADDRINUSE. */
  async listen(port: number): Promise<number> {
    const { createServer } = await import("node:http"); // large, and most servers do without
    let bound = port;
    const hosts = hostsOf(this.#state.config);
    for (const { host, isOptional } of hosts) {
      const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS }, (request, response) => {
        void this.#answer(request, response);
      });
      server.maxConnections = CONNECTIONS_MAX;
      try {
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen({ host, port: bound, ipv6Only: hosts.length > 1 }, resolve);
        });
      } catch (error) {
        if (isOptional) continue;
        await this.close();
        throw error;
      }
      server.on("error", (error) => this.#state.log.warn({ err: error }, "the metrics page cannot accept"));
      this.#servers.push(server);
      bound = (server.address() as AddressInfo).port;
    }
    return bound;
  }

  async close(): Promise<void> {
    this.isReady = false;
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(response, 405, "only GET\n");
      return;
    }
    switch (request.url?.split("?")[0]) {
      case "/metrics":
        await this.#answerMetrics(response);
        return;
      case "/health":
        send(response, 200, "ok\n");
        return;
      case "/ready":
        if (this.isReady) send(response, 200, "ready\n");
        else send(response, 503, "not ready\n");
        return;
      default:
        send(response, 404, "/metrics, /health, /ready\n");
    }
  }

  async #answerMetrics(response: ServerResponse): Promise<void> {
    try {
      send(response, 200, await this.#registry.page(), this.#registry.contentType);
    } catch (error) {
      this.#state.log.error({ err: error }, "the metrics page failed");
      send(response, 500, "internal error\n");
    }
  }
}

function send(response: ServerResponse, status: number, body: string, type: string = TEXT): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body); // Node leaves the body of an answer to HEAD out
}
