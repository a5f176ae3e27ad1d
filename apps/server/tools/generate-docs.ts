// Writes the documents that are generated from the server's tables. Run by `pnpm --filter segcache-server docs`.

import { writeFileSync } from "node:fs";
import { configDocument } from "./config-document.ts";

writeFileSync(new URL("../../../docs/config.md", import.meta.url), configDocument());
