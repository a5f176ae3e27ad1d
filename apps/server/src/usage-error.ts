// A mistake of the person who starts the server: on the command line or in the config file. Its message is one line.

export class UsageError extends Error {
  override readonly name = "UsageError";
}
