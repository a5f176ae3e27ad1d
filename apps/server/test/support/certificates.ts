// Certificates for one test run, made by openssl: an authority, a server and a client it signed, and a client that
// signed itself.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Pair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export class Certificates {
  readonly directory: string = mkdtempSync(join(tmpdir(), "certificates-"));
  readonly authority: Pair;
  readonly server: Pair;
  readonly client: Pair;
  readonly stranger: Pair;

  constructor() {
    this.authority = this.#make("authority");
    this.server = this.#make("server", this.authority);
    this.client = this.#make("client", this.authority);
    this.stranger = this.#make("stranger");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #make(name: string, issuer?: Pair): Pair {
    const certFile = join(this.directory, `${name}.crt`);
    const keyFile = join(this.directory, `${name}.key`);
    const signed = issuer === undefined ? [] : ["-CA", issuer.certFile, "-CAkey", issuer.keyFile];
    const kind = issuer === undefined ? [] : ["-addext", "basicConstraints=critical,CA:FALSE"];
    const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", ...kind];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
    execFileSync("openssl", ["req", "-x509", ...key, "-out", certFile, "-days", "2", ...subject, ...signed], {
      stdio: "pipe",
    });
    return { certFile, keyFile, cert: readFileSync(certFile), key: readFileSync(keyFile) };
  }
}
