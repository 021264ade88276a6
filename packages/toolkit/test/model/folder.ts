import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A folder of the given files that is gone after the test.
 *
 * @param finished that of the test's own context, where tests run beside each other: by default it is the one that began last
 */
export async function folderOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  finished: typeof onTestFinished = onTestFinished,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-test-'));
  finished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
