import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseTarget } from './target.ts';
import { waitFor } from './wait-for.ts';

const env = {
  DATABASE_URL: 'postgres://shop:hunter2@db:5432/shop?sslmode=require&password=hunter2',
  BROKEN_URL: 'postgres://shop:hunter2@:5432:1/shop',
  EMPTY: '',
};

test.each([
  ['tcp://db:5432', 'tcp', 'tcp://db:5432'],
  ['tcp://[::1]:5432', 'tcp', 'tcp://[::1]:5432'],
  ['http://user:hunter2@api/healthz?key=hunter2#hunter2', 'http', 'http://api/healthz'],
  ['https://api', 'https', 'https://api'],
  ['redis://:hunter2@cache:6379/0', 'redis', 'redis://cache:6379/0'],
  ['rediss://cache', 'rediss', 'rediss://cache'],
  ['DATABASE_URL', 'postgres', 'postgres://db:5432/shop'],
])('%s', (text, protocol, label) => {
  expect(parseTarget(text, env)).toMatchObject({ protocol, label });
});

test.each([
  ['UNSET_URL', 'UNSET_URL'],
  ['EMPTY', 'The variable is not set'],
  ['BROKEN_URL', 'BROKEN_URL'],
  ['tcp://db', 'no port'],
  ['tcp://:5432', 'tcp://'],
  ['postgres:///hunter2', 'A target has no host'],
  ['ftp://user:hunter2@db', 'tcp://'],
  ['user:hunter2@db', 'tcp://'],
])('%s is no target, and nothing of it is told', (text, why) => {
  const parse = () => parseTarget(text, env);
  expect(parse).toThrow(
    expect.objectContaining({ code: 'SW_USAGE', message: expect.stringContaining(why) as unknown }),
  );
  expect(parse).not.toThrow('hunter2');
});

test('of several targets the one that is none is told by its place', async () => {
  await expect(waitFor(['tcp://db:5432', 'ftp://db'], { env })).rejects.toMatchObject({
    code: 'SW_USAGE',
    where: 'wait-for, target 2',
  });
});

test('a variable may be in a mounted file, as in the configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'target-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'url');
  writeFileSync(path, 'redis://:hunter2@cache\n');
  const mounted = { CACHE_URL: 'redis://other', CACHE_URL_FILE: path };
  expect(parseTarget('CACHE_URL', mounted)).toMatchObject({ label: 'redis://cache' });
  expect(parseTarget('CACHE_URL', { ...mounted, CACHE_URL_FILE: '' })).toMatchObject({
    label: 'redis://other',
  });
  const absent = { CACHE_URL_FILE: join(folder, 'none') };
  expect(() => parseTarget('CACHE_URL', absent)).toThrow(/none cannot be read.*SW_USAGE/);
});
