import { createInterface } from 'node:readline/promises';

/** Asks in the terminal whether a file may be overwritten; no where there is no terminal to ask in. */
export async function askToOverwrite(path: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`Overwrite ${path}? [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
