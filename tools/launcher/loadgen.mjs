// npm run loadgen: sets up what is missing, then runs the load generator.
import { launch } from "./launch.mjs";

launch("loadgen");
