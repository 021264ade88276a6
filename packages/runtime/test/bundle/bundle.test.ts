import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { bundle } from './one-file.ts';

test('a service bundled into one file, far from node_modules, serves, answers probes and drains', async () => {
  await using bundled = await bundle(new URL('service.ts', import.meta.url));
  await using service = spawnService(bundled.file);
  const { port: admin } = await service.line(({ event, name }) => event === 'listening' && name === 'admin');
  const { port } = await service.line(({ event, name }) => event === 'listening' && name === 'http');
  await service.line(({ event, to }) => event === 'state' && to === 'ready');
  expect(await (await fetch(`http://localhost:${String(port)}/`)).text()).toBe('from one file');
  for (const path of ['/startupz', '/livez', '/readyz']) {
    expect((await fetch(`http://localhost:${String(admin)}${path}`)).status).toBe(200);
  }
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.stderr()).toBe('');
});

test('a pretty log that was asked for and cannot be, for pino-pretty is not installed, is told', async () => {
  await using bundled = await bundle(new URL('service.ts', import.meta.url));
  await using service = spawnService(bundled.file, { env: { LOG_FORMAT: 'pretty' } });
  const warning = await service.line(({ level }) => level === 'warn');
  expect(warning['msg']).toBe(
    'LOG_FORMAT=pretty needs the package pino-pretty, which is not installed: lines stay JSON',
  );
});
