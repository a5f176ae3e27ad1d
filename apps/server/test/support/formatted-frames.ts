// Which of the project's own lines V8 had to name because a stack was asked for. In the built program that is dear: the first
// such line has the whole source map read.

/** Runs `work`. @returns the files of the server's own that stood in stacks that were made into text meanwhile. */
export async function ownFramesFormattedDuring(work: () => Promise<void>): Promise<readonly string[]> {
  const files: string[] = [];
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, frames) => {
    const names = frames.map((frame) => frame.getFileName() ?? "");
    files.push(...names.filter((name) => name.includes("/apps/server/src/")));
    return String(error);
  };
  try {
    await work();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
  return files;
}
