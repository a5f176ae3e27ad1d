// CONFIG SET of addresses, ports and certificates in a server of several threads: every thread has to listen elsewhere before
// the settings change, and when one cannot, all stay as they were.

import { applyConfig, type Refusal, valuesOf } from "../live-config.ts";
import type { Changes, SocketChanges } from "../live-sockets.ts";
import type { ServerState } from "../server-state.ts";
import type { Team } from "./team.ts";

export class TeamSockets implements SocketChanges {
  readonly #server: ServerState;
  readonly #team: Team;

  constructor(server: ServerState, team: Team) {
    this.#server = server;
    this.#team = team;
  }

  async change(changes: Changes): Promise<Refusal | undefined> {
    const values = valuesOf(this.#server.config, changes);
    const refusal = await this.#team.listenAs(values);
    if (refusal !== undefined) return refusal;
    const other = applyConfig(this.#server, changes);
    if (other === undefined) await this.#team.changeNow({ kind: "config", values });
    else await this.#team.listenAs({});
    return other;
  }
}
