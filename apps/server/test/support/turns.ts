// Turns of the event loop as a test wants them to have been.

import { Turn } from "../../src/turn.ts";

/** A turn of a thread whose turns have so many reads of late. @param end what is done at its end, if that is asked for. */
export function turnWith(reads: number, end: () => void): Turn {
  const counted = 64;
  let turns = 0;
  const turn = new Turn(end, () => turns);
  turns += counted / reads;
  for (let i = 0; i < counted; i++) turn.countRead();
  return turn;
}
