// Presets: workloads like those of production caches at Twitter, one for each cluster of the published statistics
// (Yang, Yue and Rashmi, "A large scale analysis of hundreds of in-memory cache clusters at Twitter", OSDI '20; the
// table belongs to the cache-trace data set, March 2020, CC BY 4.0). Means of key and value size, Zipf alpha, common
// TTLs and shares of operations are theirs. What the table does not tell is assumed: value sizes are log-normal around
// the mean, keys have the mean size, and there are a million keys; --keys makes it more.

/** Spread of value sizes, as the sigma of their logarithm; the mean is then the median times exp(sigma^2 / 2). */
const VALUE_SIGMA = 1;
const KEYS = 1_000_000;
const VALUE_BYTES_MAX = 1024 ** 2;

/** Operations in percent: get and gets; set, add, cas, replace, append and prepend; delete; incr and decr. A skew of 0
 * is uniform; so is one that the table leaves out. TTLs in seconds with their shares. */
type Cluster = readonly [
  number: number,
  keyBytes: number,
  valueBytes: number,
  alpha: number,
  get: number,
  set: number,
  del: number,
  incr: number,
  ttls: string,
];

// biome-ignore format: a table
const CLUSTERS: readonly Cluster[] = [
  [1, 80, 267, 2.6774, 99, 0, 0, 0, "240:1"],
  [2, 21, 68, 1.4908, 100, 0, 0, 0, "345600:0.59 172800:0.41"],
  [3, 19, 120, 1.6414, 99, 0, 0, 0, "604800:1"],
  [4, 67, 2439, 1.1004, 93, 7, 0, 0, "60:0.39 300:0.24 3600:0.13 600:0.12 14400:0.09 86400:0.03"],
  [6, 44, 252, 1.882, 98, 2, 0, 0, "520:0.03 510:0.03 490:0.03 590:0.03 540:0.03 550:0.03 570:0.02 500:0.02 580:0.02 596:0.02"],
  [7, 17, 1936, 1.0666, 82, 18, 0, 0, "6480:0.28 6120:0.24 6840:0.23 5760:0.13 7200:0.12"],
  [8, 23, 9497, 1.7366, 50, 50, 0, 0, "1380:0.95 1379:0.05"],
  [9, 32, 39, 1.6796, 99, 0, 0, 0, "7200:0.79 5040:0.02 3960:0.02 6840:0.02 5760:0.02 4320:0.02 6480:0.02 5400:0.02 6120:0.02 4680:0.02"],
  [10, 22, 2333, 0, 50, 50, 0, 0, "7200:1"],
  [11, 24, 170, 1.4891, 97, 3, 0, 0, "432000:0.97 20:0.03"],
  [12, 44, 1030, 0.3048, 20, 80, 0, 0, "300:0.98 299:0.02"],
  [13, 44, 4266, 0.4565, 38, 62, 0, 0, "300:0.97 299:0.03"],
  [14, 96, 414, 1.2959, 65, 13, 22, 0, "86400:1"],
  [15, 18, 102, 0.0242, 0, 100, 0, 0, "30:1"],
  [16, 18, 115, 1.7862, 93, 5, 0, 0, "3600:0.99"],
  [17, 19, 212, 2.1106, 99, 0, 0, 0, "432000:1"],
  [18, 18, 37, 2.0994, 97, 2, 0, 0, "43200:1"],
  [19, 42, 101, 0.735, 75, 25, 0, 0, "27000:0.08 26640:0.07 23760:0.07 25920:0.07 24120:0.07 25200:0.07 25560:0.07 24480:0.07 24840:0.07 26280:0.06"],
  [20, 26, 55, 1.3699, 96, 3, 0, 0, "432000:0.99"],
  [21, 25, 1, 0.0521, 0, 100, 0, 0, "7920:0.62 10:0.23 900:0.14"],
  [22, 54, 4, 0.7624, 72, 10, 0, 18, "86400:0.85 3600:0.11 1800:0.03"],
  [23, 35, 224, 0.274, 36, 31, 2, 30, "120:0.93 2700:0.05 5:0.03"],
  [24, 32, 699, 1.3726, 99, 0, 0, 0, "1209600:0.71 60:0.19 2592000:0.03 86400:0.02 3600:0.02"],
  [25, 49, 28, 0.9929, 97, 4, 0, 0, "2592000:0.99"],
  [26, 122, 1745, 0.6299, 71, 29, 0, 0, "60:0.67 120:0.1 360:0.09 600:0.06 660:0.03 180:0.02"],
  [27, 66, 8, 1.065, 85, 15, 0, 0, "8000640:0.28 86400:0.25 3600:0.2 14400:0.18 21600:0.06 43200:0.02"],
  [28, 45, 85, 1.503, 91, 6, 0, 0, "10800:0.56 103680:0.43"],
  [29, 36, 799, 1.2323, 86, 13, 0, 0, "3600:0.67 7200:0.33"],
  [30, 22, 689, 1.4259, 99, 0, 0, 0, "43200:0.36 36720:0.04 42480:0.04 34920:0.03 38160:0.03 41400:0.03 39600:0.03 40680:0.03 42120:0.03 42840:0.03"],
  [31, 41, 15, 0, 6, 94, 0, 0, "60:1"],
  [32, 41, 138, 0, 2, 98, 0, 0, "60:1"],
  [33, 24, 1118, 1.354, 99, 1, 0, 0, "38520:0.05 40320:0.05 42120:0.04 41760:0.04 41400:0.04 39240:0.04 40680:0.04 38160:0.04 35280:0.04 39960:0.04"],
  [34, 33, 322, 1.1401, 94, 6, 0, 0, "38160:0.04 37800:0.04 39960:0.04 35280:0.04 40320:0.04 38520:0.04 34920:0.04 36000:0.04 36360:0.03 37440:0.03"],
  [35, 19, 1796, 0, 96, 4, 0, 0, "60:1"],
  [36, 23, 78, 1.2169, 94, 5, 0, 0, "2592000:1"],
  [37, 72, 20134, 0.4251, 63, 37, 0, 0, "20:0.91 300:0.06 7200:0.02 600:0.01"],
  [38, 41, 185, 0, 6, 94, 0, 0, "60:1"],
  [39, 41, 80, 0, 6, 94, 0, 0, "60:1"],
  [40, 44, 155, 0.8551, 50, 50, 0, 0, "28800:0.95 86400:0.05"],
  [41, 44, 171, 0.8542, 50, 50, 0, 0, "28800:0.95 86400:0.05"],
  [42, 40, 4703, 1.5974, 96, 4, 0, 0, "600:0.82 300:0.16 21600:0.02"],
  [43, 44, 304, 0, 50, 50, 0, 0, "28800:1"],
  [44, 25, 22, 1.4084, 98, 1, 0, 0, "2592000:1"],
  [45, 10, 120, 0.6372, 85, 15, 0, 0, "1296000:1"],
  [46, 44, 928, 0, 68, 32, 0, 0, "43200:0.58 3600:0.41"],
  [47, 44, 267, 2.0637, 100, 0, 0, 0, "172800:1"],
  [48, 44, 70, 0.8191, 65, 35, 0, 0, "86400:1"],
  [49, 44, 10658, 1.5095, 57, 43, 0, 0, "86400:0.99 86400:0.01"],
  [50, 18, 67485, 1.2816, 52, 48, 0, 0, "900:0.73 1200:0.24 1199:0.03"],
  [51, 44, 221, 1.9745, 90, 10, 0, 0, "172800:1"],
  [52, 20, 273, 1.2117, 93, 6, 0, 0, "86400:0.65 1209600:0.27 43200:0.07"],
  [53, 36, 9213, 1.2061, 89, 12, 0, 0, "2592000:0.66 1814400:0.34"],
  [54, 19, 246, 1.611, 97, 3, 0, 0, "13680:0.13 11880:0.13 12240:0.13 14040:0.12 12600:0.12 12960:0.12 13320:0.11 14400:0.07 11520:0.06"],
];

export const PRESET_NAMES: readonly string[] = CLUSTERS.map(([number]) => `twitter-${number}`);
/** The same in words. */
export const PRESET_RANGE = "twitter-1 to twitter-54 (but 5)";

/** The preset as typed options of a workload; undefined if there is none of that name. */
export function presetOptions(name: string): Map<string, string> | undefined {
  const cluster = CLUSTERS.find(([number]) => `twitter-${number}` === name);
  if (cluster === undefined) return undefined;
  const [, keyBytes, valueBytes, alpha, get, set, del, incr, ttls] = cluster;
  const parts = Object.entries({ get, set, del, incr }).filter(([, part]) => part > 0);
  const options = new Map([
    ["keys", String(KEYS)],
    ["keyPrefix", ""],
    ["keySize", String(keyBytes)],
    ["valueSize", valueSizeOf(valueBytes)],
    ["mix", parts.map(([kind, part]) => `${kind}:${part}`).join(",")],
    ["ttl", ttls.split(" ").map(ttlPartOf).join(",")],
    ["distribution", alpha > 0 ? "zipf" : "uniform"],
  ]);
  if (alpha > 0) options.set("theta", String(alpha));
  // Reads of a cache lead to fills; a cluster that is only written to has none.
  if (get > 0) options.set("lookAside", "");
  return options;
}

function valueSizeOf(meanBytes: number): string {
  const median = Math.max(1, Math.round(meanBytes / Math.exp(VALUE_SIGMA ** 2 / 2)));
  return `lognormal:${median}:${VALUE_SIGMA}:${VALUE_BYTES_MAX}`;
}

function ttlPartOf(part: string): string {
  const [seconds, share] = part.split(":");
  return `${seconds}s:${share}`;
}
