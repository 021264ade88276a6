import { createInterface } from 'node:readline/promises';

/**
 * Asks in the terminal whether a file may be overwritten; no where there is no terminal to ask in, and where the input ends
 * (Ctrl+D).
 */
export async function askToOverwrite(path: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // While it reads keys, the terminal sends no signal for Ctrl+C.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  try {
    return /^y(es)?$/i.test((await terminal.question(`Overwrite ${path}? [y/N] `)).trim());
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    process.stdout.write('\n');
    return false;
  } finally {
    terminal.close();
  }
}
