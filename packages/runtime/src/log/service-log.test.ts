import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Secret } from '../config/index.ts';
import { runInScope } from '../scope.ts';
import { defaultLogFormat } from './level.ts';
import { openLog } from './open-log.props.ts';

test('a line names the service and its pod, and leaves out what is unknown', () => {
  const { logger, last } = openLog({ env: { POD_NAMESPACE: 'prod', NODE_NAME: 'n1' } });
  logger.info({ order: 7 }, 'paid');
  expect(last()).toEqual({
    level: 'info',
    time: '2026-01-01T00:00:00.000Z',
    service: 'shop',
    version: '1.0.0',
    namespace: 'prod',
    node: 'n1',
    order: 7,
    msg: 'paid',
  });
});

test('within a scope every line carries its ids, also of a child and after an await', async () => {
  const { logger, last } = openLog();
  const scope = { requestId: 'r', traceId: 't', spanId: 's' };
  await runInScope(
    scope,
    async () => {
      await Promise.resolve();
      logger.child({ module: 'orders' }).info('inside');
    },
    undefined,
    undefined,
  );
  expect(last()).toMatchObject({ request_id: 'r', trace_id: 't', span_id: 's', module: 'orders' });
  logger.info('outside');
  expect(last()).not.toHaveProperty('request_id');
});

test('requests and responses show no credentials', () => {
  const { logger, lines } = openLog();
  const req = new IncomingMessage(new Socket());
  req.headers = { authorization: 'Bearer hunter2', cookie: 'sid=hunter2', accept: 'text/plain' };
  const res = new ServerResponse(req);
  res.setHeader('set-cookie', 'sid=hunter2').setHeader('etag', '"1"');
  logger.info({ req, res });
  logger.child({ req, res }).info('done');
  expect(lines.join('')).not.toContain('hunter2');
  for (const line of lines) for (const shown of ['text/plain', 'etag']) expect(line).toContain(shown);
});

test('errors show with their causes however they are passed', () => {
  const { logger, last } = openLog();
  const error = new Error('top', { cause: Object.assign(new TypeError('root'), { code: 'EX' }) });
  const shown = { type: 'Error', message: 'top', cause: { type: 'TypeError', code: 'EX' } };
  logger.error(error);
  expect(last()).toMatchObject({ err: shown, msg: 'top' });
  logger.error({ err: error, deep: { error } }, 'said');
  expect(last()).toMatchObject({ err: shown, deep: { error: shown }, msg: 'said' });
  logger.child({ error }).error('bound');
  expect(last()).toMatchObject({ error: shown });
});

test('a line is written whatever its fields throw when they are read', () => {
  const { logger, last } = openLog();
  const fields = {
    get bad(): never {
      throw new Error('no');
    },
    good: 1,
  };
  logger.info(fields, 'said');
  expect(last()).toMatchObject({ bad: '[unreadable]', good: 1, msg: 'said' });
  logger.info({ deep: fields }, 'said');
  expect(last()).toMatchObject({ deep: { bad: '[unreadable]', good: 1 } });
  logger.child(fields).info('bound');
  expect(last()).toMatchObject({ bad: '[unreadable]', good: 1 });
});

test('credentials are redacted in fields, in children and by given paths', () => {
  const { logger, lines } = openLog({ redact: ['card.number'] });
  logger.info({ token: 'hunter2', card: { number: 'hunter2' }, dsn: new Secret('hunter2') });
  logger
    .child({ headers: { authorization: 'hunter2' } })
    .child({ password: 'hunter2' })
    .info('bound');
  logger.info({ req: { method: 'GET', url: '/', headers: { cookie: 'hunter2' } } });
  logger.info('%o of %s: %s', { password: 'hunter2' }, 'ann', new Error('told'));
  const bound = logger.child({});
  bound.setBindings({ password: 'hunter2', pod: 'mine' });
  bound.info('bound later');
  expect(lines).toHaveLength(5);
  expect(lines[3]).toContain('of ann: Error: told');
  expect(lines[4]).toContain('"pod":"mine"');
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines[0]).toContain('"card":{"number":"[redacted]"}');
});

test('a line that is far too long keeps what tells of it', () => {
  const { logger, lines } = openLog();
  logger.error({ body: 'x'.repeat(2 ** 22), order: 7 }, 'refused');
  expect(lines[0]?.length).toBeLessThan(20_000);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', order: 7, msg: 'refused' });
});

test('the level changes at run time, for children too unless they have their own', () => {
  const { logger, setLevel, lines } = openLog();
  const child = logger.child({});
  const loud = logger.child({}, { level: 'trace' });
  child.debug('no');
  setLevel('debug');
  child.debug('yes');
  setLevel('error');
  child.warn('no');
  loud.trace('yes');
  expect(lines).toHaveLength(2);
});

test('the pretty form is for people', () => {
  const { logger, access, lines } = openLog({ format: 'pretty' });
  logger.warn({ left: 3 }, 'few left');
  access({
    requestId: 'r',
    method: 'GET',
    path: '/x',
    route: undefined,
    status: 200,
    durationMs: 1,
    bytesIn: 0,
    bytesOut: 0,
    outcome: 'completed',
  });
  expect(lines[0]).toMatch(/WARN.*few left.*"left":3/);
  expect(lines[1]).toMatch(/INFO.*GET \/x 200/);
});

test.each([
  [{}, true, 'pretty'],
  [{}, false, 'json'],
  [{ NODE_ENV: 'production' }, true, 'json'],
  [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true, 'json'],
  [{ KUBERNETES_SERVICE_HOST: '' }, true, 'pretty'],
  // A start that is refused has no configuration yet, and its line is read by the same agent.
  [{ KUBERNETES_SERVICE_HOST: '10.0.0.1', LOG_FORMAT: 'gcp' }, false, 'gcp'],
  [{ LOG_FORMAT: 'nonsense' }, false, 'json'],
])('with %j in a terminal: %s, the default form is %s', (env, isTerminal, format) => {
  expect(defaultLogFormat(env, isTerminal)).toBe(format);
});

test('formats that show fields show no credentials, of errors too; %s is what its argument says', () => {
  const { logger, lines } = openLog({});
  const failure = Object.assign(new Error('told'), { config: { headers: { authorization: 'hunter2' } } });
  logger.info('%% %o %j %O', failure, { password: 'hunter2' }, failure);
  logger.info({ a: 1 }, 'user %s has %o', { toJSON: () => ({ id: 1 }), toString: () => 'id-1' }, failure);
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines[1]).toContain('user id-1 has');
});
