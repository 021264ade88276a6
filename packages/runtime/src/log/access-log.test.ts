import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessEntry } from './access-log.ts';
import { openLog } from './open-log.props.ts';

const entry: AccessEntry = {
  requestId: 'r-1',
  method: 'GET',
  path: '/users/7',
  route: '/users/:id',
  status: 200,
  durationMs: 1.234_56,
  bytesIn: 0,
  bytesOut: 512,
  outcome: 'completed',
};

function open(env: Record<string, string> = { POD_NAME: 'shop-1' }) {
  return openLog({ service: 'shop "quoted"', env });
}

test('a line has the fields of the logger’s own, and the request’s', () => {
  const { access, logger, lines } = open();
  access({
    ...entry,
    scope: { traceId: 't', spanId: 's' },
    remote: '::1',
    userAgent: 'curl',
    outcome: 'aborted',
  });
  logger.info('beside it');
  const [line, beside] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(line).toEqual({
    ...beside,
    msg: 'GET /users/7 200',
    request_id: 'r-1',
    trace_id: 't',
    span_id: 's',
    method: 'GET',
    path: '/users/7',
    route: '/users/:id',
    status: 200,
    duration_ms: 1.235,
    bytes_in: 0,
    bytes_out: 512,
    remote: '::1',
    user_agent: 'curl',
    outcome: 'aborted',
  });
  expect(beside).toMatchObject({ level: 'info', time: '2026-01-01T00:00:00.000Z', pod: 'shop-1' });
  expect(lines[0]?.endsWith('}\n')).toBe(true);
});

test('what is unknown is left out', () => {
  const { access, lines } = open({});
  access({ ...entry, route: undefined, outcome: 'completed' });
  expect(Object.keys(JSON.parse(lines[0] ?? '') as object)).toEqual([
    'level',
    'time',
    'service',
    'version',
    'request_id',
    'method',
    'path',
    'status',
    'duration_ms',
    'bytes_in',
    'bytes_out',
    'msg',
  ]);
});

test('the level is info, and warn for 500 and above and for what was cut; the logger’s level decides', () => {
  const { access, setLevel, lines } = open();
  const levels = () => lines.splice(0).map((line) => (JSON.parse(line) as { level: string }).level);
  const writeAll = () => {
    access(entry);
    access({ ...entry, status: 503 });
    access({ ...entry, outcome: 'cut' });
  };
  writeAll();
  expect(levels()).toEqual(['info', 'warn', 'warn']);
  setLevel('warn');
  writeAll();
  expect(levels()).toEqual(['warn', 'warn']);
  setLevel('error');
  writeAll();
  expect(levels()).toEqual([]);
});

test('any text and number comes back as JSON.stringify would have written it', () => {
  const text = fc.oneof(
    fc.array(fc.nat({ max: 0xffff }), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
    fc.string(),
    fc.constantFrom('"', '\\', '\n', '\ud800', '\udc00x'),
  );
  const number = fc.oneof(fc.double(), fc.nat());
  const { access, lines } = open();
  const id = fc.stringMatching(/^[\w.:/+=@-]{1,40}$/);
  const arbitrary = fc.record({
    requestId: id,
    method: text,
    path: text,
    route: fc.option(text, { nil: undefined }),
    status: fc.integer(),
    durationMs: number,
    bytesIn: number,
    bytesOut: number,
    scope: fc.option(fc.record({ traceId: id, spanId: id }), { nil: undefined }),
    userAgent: fc.option(text, { nil: undefined }),
    remote: fc.option(text, { nil: undefined }),
    outcome: fc.constantFrom('completed' as const, 'aborted' as const, 'cut' as const),
  });
  fc.assert(
    fc.property(arbitrary, (entry) => {
      access(entry);
      const [line = ''] = lines.splice(0);
      const { level, time, service, version, pod, msg, duration_ms, ...fields } = JSON.parse(line) as Record<
        string,
        unknown
      >;
      const { requestId, durationMs, bytesIn, bytesOut, scope, userAgent, outcome, ...same } = entry;
      const expected = {
        ...same,
        request_id: requestId,
        bytes_in: bytesIn,
        bytes_out: bytesOut,
        trace_id: scope?.traceId,
        span_id: scope?.spanId,
        user_agent: userAgent,
        outcome: outcome === 'completed' ? undefined : outcome,
      };
      const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
      expect(asJson(fields)).toEqual(asJson(expected));
      if (Number.isFinite(durationMs)) expect(Math.abs(Number(duration_ms) - durationMs)).toBeLessThan(0.002);
      else expect(duration_ms).toBeNull();
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(Buffer.from(line).toString()).toBe(line);
      expect([service, pod, version, typeof level, typeof time]).toEqual([
        'shop "quoted"',
        'shop-1',
        '1.0.0',
        'string',
        'string',
      ]);
      expect(msg).toBe(asJson(`${entry.method} ${entry.path} ${entry.status}`));
    }),
  );
});
