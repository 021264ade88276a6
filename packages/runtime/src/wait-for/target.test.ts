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
  ['db:5432', 'tcp', 'tcp://db:5432'],
  ['a:9092,b:9092', 'tcp', 'tcp://a:9092,b:9092'],
  ['amqp://user:hunter2@broker/orders?heartbeat=5', 'tcp', 'amqp://broker/orders'],
  ['mongodb://user:hunter@2@a:27017,b/shop?replicaSet=rs0', 'tcp', 'mongodb://a:27017,b/shop'],
  ['NATS://nats', 'tcp', 'nats://nats'],
  ['redis://:hunter2@cache:6379/0', 'redis', 'redis://cache:6379/0'],
  ['rediss://cache', 'rediss', 'rediss://cache'],
  ['DATABASE_URL', 'postgres', 'postgres://db:5432/shop'],
])('%s', (text, protocol, label) => {
  expect(parseTarget(text, env)).toMatchObject({ protocol, label });
});

test.each([
  ['amqp://broker', [{ host: 'broker', port: 5672 }]],
  ['amqps://broker:1', [{ host: 'broker', port: 1 }]],
  [
    'kafka://a:1,[::1]',
    [
      { host: 'a', port: 1 },
      { host: '::1', port: 9092 },
    ],
  ],
  ['mongodb://db', [{ host: 'db', port: 27_017 }]],
  ['mqtt://broker', [{ host: 'broker', port: 1883 }]],
  ['mqtts://broker', [{ host: 'broker', port: 8883 }]],
  ['mysql://db', [{ host: 'db', port: 3306 }]],
  ['nats://nats', [{ host: 'nats', port: 4222 }]],
])('%s is asked for a connection where its protocol listens', (text, places) => {
  expect(parseTarget(text, {})).toMatchObject({ places });
});

test.each([
  ['UNSET_URL', 'UNSET_URL'],
  ['EMPTY', 'The variable is not set'],
  ['BROKEN_URL', 'BROKEN_URL'],
  ['tcp://db', 'no port'],
  ['tcp://:5432', 'tcp://'],
  ['postgres:///hunter2', 'A target has no host'],
  ['amqp:///hunter2', 'A target has no host'],
  ['mongodb://a,/hunter2', 'A target has no host'],
  ['mongodb+srv://user:hunter2@db', 'tcp://'],
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
