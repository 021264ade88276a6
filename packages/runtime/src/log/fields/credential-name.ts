/** How names end that credentials have: in headers, bodies, settings, queries of URLs and the columns of databases. */
const CREDENTIAL =
  /(?:authorization|cookie|pass(?:word|wd|phrase)|pwd|secret|token|jwt|credentials?|(?:api|private|secret|access|encryption|signing)[-_]?key|(?:database|connection)[-_]?(?:url|uri|string)|dsn)$/i;

/** Whether what has this name never shows in logs and traces. */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL.test(name);
}
