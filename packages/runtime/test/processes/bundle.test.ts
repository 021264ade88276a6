import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { bundle } from '../bundle/one-file.ts';
import { page, pidOf } from './several.ts';

test('a service bundled into one file, far from node_modules, serves with two processes', async () => {
  await using bundled = await bundle(new URL('service.ts', import.meta.url));
  await using service = spawnService(bundled.file, {
    env: { SEAWORTHY_PROCESSES: '2', SEAWORTHY_DRAIN_DELAY: '0s' },
    execArgv: [],
  });
  await service.ready();
  const { text, pid } = await page(await service.url());
  expect(text).toBe('hello 1');
  expect([pidOf(service, 1), pidOf(service, 2)]).toContain(Number(pid));
  expect((await page(`${await service.adminUrl()}/readyz`)).status).toBe(200);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.stderr()).toBe('');
});
