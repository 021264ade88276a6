import { expect, test } from 'vitest';
import { loaderChunk } from './loader-chunk.ts';

test('the loader names no file of the machine that built it: an image is the same wherever the command is installed', async () => {
  expect(await loaderChunk()).not.toMatch(/loader\.[jt]s|toolkit/);
});
