import { expect, test } from 'vitest';
import { runInScope, type Scope } from '../../scope.ts';
import { openLog } from '../open-log.props.ts';
import type { Logger } from '../logger.ts';

const time = '2026-01-01T00:00:00.000Z';
const head = { level: 'info', time, service: 'shop', version: '1.0.0' };
const scope: Scope = { requestId: 'r', traceId: 't', spanId: 's' };

function within(logger: Logger, fields: object): void {
  runInScope(scope, (to: Logger, what: object) => to.info(what, 'said'), logger, fields);
}

test('what is logged cannot stand for a field of the log’s own', () => {
  const { logger, lines, last } = openLog();
  const forged = { level: 'fatal', time: 0, service: 'bank', msg: 'forged', request_id: 'x', trace_id: 'y' };
  within(logger, { ...forged, order: 7, constructor: 'z' });
  expect(last()).toEqual({
    ...head,
    request_id: 'r',
    trace_id: 't',
    span_id: 's',
    fields_level: 'fatal',
    fields_time: 0,
    fields_service: 'bank',
    fields_msg: 'forged',
    fields_request_id: 'x',
    fields_trace_id: 'y',
    order: 7,
    constructor: 'z',
    msg: 'said',
  });
  // Not once hidden behind a second of the same name.
  for (const name of Object.keys(last())) expect(lines[0]?.split(`"${name}":`)).toHaveLength(2);
});

test('a name that the line does not have is nobody’s', () => {
  const { logger, last } = openLog();
  logger.info({ request_id: 'handed on', pod: 'mine', msg: 'said' });
  expect(last()).toEqual({ ...head, request_id: 'handed on', pod: 'mine', msg: 'said' });
});

test('an id that is told again is one field', () => {
  const { logger, last } = openLog();
  within(logger, { request_id: 'r', order: 7 });
  expect(last()).toEqual({ ...head, request_id: 'r', trace_id: 't', span_id: 's', order: 7, msg: 'said' });
});

test('so it is with what a logger is bound to', () => {
  const { logger, lines, last } = openLog();
  logger.child({ level: 'fatal', version: 3, msg: 'x', module: 'orders' }).info('said');
  const bound = { fields_level: 'fatal', fields_version: 3, fields_msg: 'x', module: 'orders' };
  expect(last()).toEqual({ ...head, ...bound, msg: 'said' });
  for (const name of ['version', 'msg']) expect(lines[0]?.split(`"${name}":`)).toHaveLength(2);
});

test('an id that a logger is bound to is one field', () => {
  const { logger, lines, last } = openLog();
  const outside = logger.child({ request_id: 'handed on' }).child({ module: 'orders' });
  within(outside, { order: 7 });
  expect(last()).toMatchObject({ request_id: 'handed on', trace_id: 't', module: 'orders', order: 7 });
  const bind = (fields: object) => runInScope(scope, (to: Logger) => to.child(fields), logger, undefined);
  within(bind({ request_id: 'forged', trace_id: 't' }), {});
  expect(last()).toMatchObject({ request_id: 'r', fields_request_id: 'forged', trace_id: 't' });
  const later = logger.child({});
  later.setBindings({ span_id: 'mine' });
  within(later, {});
  expect(last()).toMatchObject({ request_id: 'r', trace_id: 't', span_id: 'mine' });
  for (const line of lines)
    for (const name of ['request_id', 'trace_id', 'span_id'])
      expect(line.split(`"${name}":`).length).toBeLessThanOrEqual(2);
});

test('paths to redact hold under the other name', () => {
  const { logger, last } = openLog({ redact: ['service.key', 'order.key'] });
  logger.info({ service: { key: 'hunter2' }, order: { key: 'hunter2' } }, 'said');
  expect(last()).toMatchObject({
    service: 'shop',
    fields_service: { key: '[redacted]' },
    order: { key: '[redacted]' },
  });
});

test('…also under that of a message which a line has already', () => {
  const { logger, last } = openLog({ redact: ['msg.iban'] });
  logger.info({ msg: { iban: 'DE00' } }, 'said');
  expect(last()).toMatchObject({ msg: 'said', fields_msg: { iban: '[redacted]' } });
});

test('a log call never throws, whatever it is given', () => {
  const { logger, lines, last } = openLog();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const unreadable = {
    get method(): never {
      throw new Error('no');
    },
    order: 7,
  };
  logger.info(proxy);
  expect(last()).toEqual({ ...head, fields: '[unreadable]' });
  logger.info(proxy, 'said %s', 'so');
  expect(last()).toEqual({ ...head, fields: '[unreadable]', msg: 'said so' });
  logger.info(unreadable, 'said');
  expect(last()).toMatchObject({ order: 7, method: '[unreadable]', msg: 'said' });
  logger.info('%s %s %d %o', Object.create(null), proxy, Symbol('it'), { order: 7 });
  expect(last()).toMatchObject({ msg: '[object] [object] NaN {"order":7}' });
  logger.error(new Error('told'), '%s', proxy);
  expect(last()).toMatchObject({ err: { message: 'told' }, msg: '[object]' });
  logger.info({ req: null, res: null }, 'said');
  expect(last()).toMatchObject({ req: null, res: null, msg: 'said' });
  logger
    .child(proxy)
    .child(Object.create(null) as object)
    .info('said');
  expect(last()).toEqual({ ...head, fields: '[unreadable]', msg: 'said' });
  expect(lines).toHaveLength(7);
});
