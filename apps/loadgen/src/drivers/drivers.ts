// The drivers by the names that --driver takes.
import type { Driver } from "./driver.ts";
import { ioredisDriver } from "./ioredis.ts";
import { rawDriver } from "./raw.ts";

export const DRIVER_NAMES = ["ioredis", "raw"] as const;
export type DriverName = (typeof DRIVER_NAMES)[number];

const DRIVERS: Readonly<Record<DriverName, Driver>> = { ioredis: ioredisDriver, raw: rawDriver };

export function driverOf(name: DriverName): Driver {
  return DRIVERS[name];
}
