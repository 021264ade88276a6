import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { makeBase } from '../../src/image/base/index.ts';
import { openBuildCache } from '../../src/image/cache/index.ts';
import { cacheFolder } from './command.ts';

test.each([
  [false, false],
  [true, true],
])('time zones are in a base where they are asked for: %j', { timeout: 120_000 }, async (timeZones, has) => {
  const files = await listed({ timeZones, time: 0 });
  expect(files.some((line) => line.endsWith(' usr/share/zoneinfo/Europe/Oslo'))).toBe(has);
  expect(files.some((line) => line.endsWith(' etc/ssl/certs/ca-certificates.crt'))).toBe(true);
});

test('every file has the time that is asked for, and belongs to a number', { timeout: 120_000 }, async () => {
  const files = await listed({ timeZones: false, time: 1_700_000_000 });
  const odd = files.filter((line) => !/ (0\/0|65532\/65532) +\d+ 2023-11-14 22:13 /.test(line));
  expect(odd).toEqual([]);
});

/** The base of a static program, as tar lists it. */
async function listed({ timeZones, time }: { timeZones: boolean; time: number }): Promise<string[]> {
  const cache = openBuildCache(cacheFolder);
  const platform = { os: 'linux', architecture: 'amd64' } as const;
  const { layers } = await makeBase(
    { platform, image: undefined, libraries: false, timeZones },
    { cache, compression: 'gzip', time },
  );
  const args = ['-tvz', '--numeric-owner', '-f', cache.blobs.path(layers[0]?.descriptor.digest ?? '')];
  const listing = execFileSync('tar', args, { env: { ...process.env, TZ: 'UTC' }, maxBuffer: 2 ** 24 });
  return listing.toString().trim().split('\n');
}
