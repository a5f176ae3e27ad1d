// Commands and subcommands alike, one after the other, as statistics list them.

import type { Command, CommandIndex } from "./command.ts";

export function everyCommand(index: CommandIndex): readonly Command[] {
  return index.commands.flatMap((one) => [one, ...(one.subcommands?.commands ?? [])]);
}
