/** Writes to standard output. Resolves once its reader has all, or is gone: what a pipe has no room for would be lost as the process exits. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
