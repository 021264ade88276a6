/** Containers have this one, whatever that of whoever starts the rehearsal is (runc's default). */
export const UMASK = 'umask 022';

/** A shell script that runs each line and then becomes the command in its arguments. Any line that fails ends it. */
export function thenBecome(lines: readonly string[], command: readonly string[]): string[] {
  return ['sh', '-c', ['set -e', ...lines, 'exec "$@"'].join('\n'), 'sh', ...command];
}

/**
 * Tells, on file descriptor 3, that all is prepared, and lets standard error be file descriptor 4: what tools said before
 * is not the program's.
 */
export const TELL_READY = 'printf . >&3; exec 3>&- 2>&4 4>&-';

/** Joins control groups. */
export function join(files: readonly string[]): string[] {
  return files.map((file) => `echo 0 > ${quoted(file)}`);
}

/** As one word of the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Nothing of this machine's environment reaches the program (env(1)). */
export function withEnv(env: Readonly<Record<string, string>>, options: readonly string[] = []): string[] {
  return ['env', '-i', ...options, '--', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
}

/** Whether what a command said and its exit status are `env`'s own: the program could not be executed (env(1): 126, 127). */
export function isNotExecuted(code: number | null, said: string): boolean {
  return (code === 126 || code === 127) && /^(env|setpriv): /m.test(said);
}
