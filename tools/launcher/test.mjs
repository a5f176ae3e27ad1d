// npm test: sets up what is missing, then runs every check and test and prints their sum.
import { launch } from "./launch.mjs";

launch("test");
