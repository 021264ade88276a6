import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { launch } from './launched.ts';

test('what ends before it is prepared is refused at once, not after the time for streams that others keep open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // That time never comes.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  await expect(launch(['sh', '-c', 'echo no >&2; exit 3'], () => {}, folder)).rejects.toThrow('no');
});
