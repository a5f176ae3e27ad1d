// npm start: sets up what is missing, then runs the server until it ends.
import { launch } from "./launch.mjs";

launch("start");
