// npm run setup: installs and builds what is missing, and nothing else.
import { launch } from "./launch.mjs";

launch("setup");
