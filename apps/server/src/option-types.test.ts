import fc from "fast-check";
import { expect, test } from "vitest";
import { choice, integer, memory, type OptionType, permissions, text, words, yesNo } from "./option-types.ts";
import { outputLimits } from "./output-limits.ts";
import { splitArguments } from "./split-arguments.ts";

const NUMBER = integer(-1, 100);
const SIZE = memory(10, 2 ** 40);
const POLICY = choice(["none", "fifo"], new Map([["noeviction", "none"]]), new Map([["lru", "not here"]]));

function read<T>(type: OptionType<T>, line: string): unknown {
  const parsed = type.parse(splitArguments(line)!, undefined);
  return "problem" in parsed ? parsed.problem : parsed.value;
}

test.each<[OptionType<unknown>, string, unknown]>([
  [NUMBER, "-1", -1],
  [NUMBER, "7", 7],
  [NUMBER, "007", "argument couldn't be parsed into an integer"],
  [NUMBER, "101", "argument must be between -1 and 100 inclusive"],
  [NUMBER, "1.5", "argument couldn't be parsed into an integer"],
  [NUMBER, '""', "argument couldn't be parsed into an integer"],
  [NUMBER, "1 2", "wrong number of arguments"],
  [SIZE, "1mb", 1_048_576],
  [SIZE, "1", `argument must be between 10 and ${2 ** 40} inclusive`],
  [SIZE, "-1", "argument must be a memory value"],
  [yesNo() as OptionType<unknown>, "YES", true],
  [yesNo() as OptionType<unknown>, "no", false],
  [yesNo() as OptionType<unknown>, "1", "argument must be 'yes' or 'no'"],
  [POLICY as OptionType<unknown>, "FIFO", "fifo"],
  [POLICY as OptionType<unknown>, "noeviction", "none"],
  [POLICY as OptionType<unknown>, "lru", "not here"],
  [POLICY as OptionType<unknown>, "arc", "argument(s) must be one of the following: none, fifo"],
  [text("path") as OptionType<unknown>, '"a b"', "a b"],
  [text("path") as OptionType<unknown>, '""', ""],
  [permissions() as OptionType<unknown>, "700", 0o700],
  [permissions() as OptionType<unknown>, "8", "argument couldn't be parsed as an octal number"],
  [permissions() as OptionType<unknown>, "1000", "argument must be between 0 and 777 inclusive"],
  [words("address") as OptionType<unknown>, "a b", ["a", "b"]],
  [words("address") as OptionType<unknown>, '""', "argument must not be empty"],
  [outputLimits() as OptionType<unknown>, "normal 1 2", "Wrong number of arguments in buffer limit configuration."],
  [
    outputLimits() as OptionType<unknown>,
    "other 1 2 3",
    "Invalid client class specified in buffer limit configuration.",
  ],
  [
    outputLimits() as OptionType<unknown>,
    "normal 1 2 x",
    "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
  ],
])("%# %s", (type, line, expected) => {
  expect(read(type, line)).toEqual(expected);
});

test("limits of a class that is not named stay", () => {
  const type = outputLimits();
  const first = type.parse(["pubsub", "10kb", "0", "0"], undefined);
  const second = type.parse(["REPLICA", "1", "2", "3"], "value" in first ? first.value : undefined);
  expect("value" in second && type.format(second.value)).toBe("normal 0 0 0 slave 1 2 3 pubsub 10240 0 0");
});

test("what is written to a config file is read back as the same value", () => {
  fc.assert(
    fc.property(fc.nat(100), fc.integer({ min: 10, max: 2 ** 40 }), fc.nat(0o777), (small, size, mode) => {
      for (const [type, value] of [
        [NUMBER, small],
        [SIZE, size],
        [permissions(), mode],
      ] as const) {
        expect(type.write(value)).toHaveLength(1);
        expect(type.parse(type.write(value)[0]!, undefined)).toEqual({ value });
      }
    }),
  );
});
