import { once } from 'node:events';
import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { watchFiles } from './file-watch.ts';

test('a change is seen in time, however much goes on beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-watch-'));
  const file = join(folder, 'app.yaml');
  writeFileSync(file, 'a');
  const clock = new VirtualClock();
  let changes = 0;
  const watching = watchFiles([file], { clock }, () => changes++);
  const traffic = watch(folder);
  onTestFinished(() => {
    watching.clear();
    traffic.close();
    rmSync(folder, { recursive: true });
  });
  await clock.advance(200);
  expect(changes).toBe(1);
  for (let part = 0; part < 6; part++) {
    const told = once(traffic, 'change');
    writeFileSync(part === 0 ? file : join(folder, `..other${part}`), 'another');
    await told;
    await clock.advance(50);
  }
  expect(changes).toBe(2);
});
