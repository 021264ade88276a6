import type { Pool } from 'pg';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { storeMetrics, type StoreMetric } from '../telemetry/metrics/definitions/index.ts';
import { collectedMetrics } from '../telemetry/metrics/user/collected.props.ts';
import { VirtualClock } from '../testing/index.ts';
import { Counts } from './cache/counts.ts';
import { measureCache } from './cache/metrics.ts';
import { measureOperations } from './operation-durations.ts';
import { createOutbox } from './outbox/index.ts';
import { measurePool } from './postgres/pool-metrics.ts';
import type { Queryable } from './sql.ts';
import { uploadTally } from './uploads/tally.ts';

test('the stores tell every metric that is defined for them, as it is defined, and no other', async () => {
  const metrics = collectedMetrics();
  const clock = new VirtualClock();
  await exercise(clock);
  const told = await metrics.collect();
  expect(told.map(({ name }) => name).toSorted()).toEqual(Object.keys(storeMetrics).toSorted());
  const durations = told.find(({ name }) => name === 'db_client_operation_duration_seconds');
  expect(durations?.points).toMatchObject([{ sum: 1.5 }]);
  for (const { name, type, help, unit, otel, across, points } of told) {
    const definition = storeMetrics[name as StoreMetric];
    expect({ type, help, unit, otel, across }, name).toEqual({
      type: definition.type,
      help: definition.help,
      unit: definition.unit,
      otel: definition.otel,
      across: definition.across ?? 'sum',
    });
    const labels = new Set(points.flatMap((point) => Object.keys(point.labels.attributes)));
    expect([...labels].toSorted(), name).toEqual(Object.keys(definition.labels ?? {}).toSorted());
    for (const point of points) if ('bounds' in point) expect(point.bounds).toEqual(definition.bounds);
  }
});

test('however many codes a database answers with, so many types of errors are told', async () => {
  const metrics = collectedMetrics();
  const begin = measureOperations(new VirtualClock(), () => ({}));
  for (let i = 0; i < 1000; i++) begin('EVAL')(Object.assign(new Error('x'), { code: `C${i % 100}` }));
  const [durations] = await metrics.collect();
  const told = durations?.points.map(({ labels }) => labels.attributes['error.type']) ?? [];
  expect(told).toHaveLength(51);
  expect(told).toEqual(expect.arrayContaining(['C0', 'C49', '_OTHER']));
});

/** Makes each metric have something to tell. */
async function exercise(clock: VirtualClock): Promise<void> {
  await clock.advance(1000);
  measureCache({ name: 'cache', counts: new Counts(), bytes: () => 1, bypassed: () => false });
  measurePool('postgres', { totalCount: 2, idleCount: 1, waitingCount: 0, options: { max: 2 } } as Pool);
  const end = measureOperations(clock, () => ({
    'db.system.name': 'postgresql',
    'db.operation.name': 'SELECT',
    'db.namespace': 'shop',
    'server.address': 'db',
    'server.port': 5432,
  }))('SELECT');
  await clock.advance(1500);
  end(new Error('x'));
  const tally = uploadTally('photos');
  tally.ended('published', 3);
  tally.swept(1);
  const outbox = createOutbox(
    { clock, log: pino({ level: 'silent' }) },
    { db: oneMessage(), handlers: { news: async () => {} } },
  );
  const never = new AbortController().signal;
  await outbox.deliver({ finish: never, abort: never });
}

/** A table with one message, which is claimed once. */
function oneMessage(): Queryable {
  const rows = [{ id: '1', topic: 'news', key: null, payload: 'x', attempt: 1, lease: 'l', trace: null }];
  return {
    query: async (sql: string) => ({ rows: (sql.startsWith('update') ? rows.splice(0) : []) as never[] }),
  };
}
