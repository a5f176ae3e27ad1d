// Why a connection failed, in words for the person who reads the report.

const KNOWN: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused (is a server running there?)",
  ENOTFOUND: "no such host",
  ENOENT: "no such socket",
  EACCES: "permission denied",
  EAI_AGAIN: "the name server did not answer",
  ECONNRESET: "the server closed the connection",
  EPIPE: "the server closed the connection",
  EMFILE: "too many open files (raise `ulimit -n` or lower --clients)",
  ETIMEDOUT: "timed out",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed (give its authority with --tls-ca)",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate has an unknown authority (give it with --tls-ca)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate has an unknown authority (give it with --tls-ca)",
};

export function failureText(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : KNOWN[code];
  if (known !== undefined) return known;
  if (error.message === "Connection is closed.") return "the server closed the connection before it was ready";
  return error.message.split("\n", 1)[0] || (code ?? error.name);
}
