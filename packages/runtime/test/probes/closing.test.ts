import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';

test('a process that has nothing else to do waits until its probes are closed', async () => {
  await using subject = spawnService(new URL('closing.ts', import.meta.url));
  expect(await subject.exit).toEqual({ code: 0, signal: null });
  expect(subject.lines).toEqual([{ msg: 'closed' }]);
});
