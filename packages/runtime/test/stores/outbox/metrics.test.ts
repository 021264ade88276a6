import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createOutbox, outboxSchema, UndeliverableError } from '../../../src/stores/outbox/index.ts';
import { collectedMetrics } from '../../../src/telemetry/metrics/user/collected.props.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { newPglite } from '../pglite.ts';

test('an outbox tells what waits, what was given up, and how deliveries ended; and logs each that failed', async () => {
  const metrics = collectedMetrics();
  await using db = await newPglite();
  await db.exec(outboxSchema);
  const clock = new VirtualClock();
  const logged: string[] = [];
  const outbox = createOutbox(
    { clock, log: pino({ level: 'warn' }, { write: (line) => void logged.push(line) }) },
    {
      db,
      // A loaded machine comes to the second delivery late.
      retryMs: 60_000,
      handlers: {
        async news({ payload }) {
          if (payload === 'refused') throw new UndeliverableError('never');
          if (payload === 'late') throw new Error('not now');
        },
      },
    },
  );
  const messages = ['fine', 'refused', 'late'].map((payload) => ({ topic: 'news', payload }));
  await db.transaction((tx) => outbox.write(tx, ...messages));
  const never = new AbortController().signal;
  const deliver = () => outbox.deliver({ finish: never, abort: never });
  await deliver();
  // It looks at what waits every five seconds.
  await clock.advance(5000);
  await deliver();
  const text = await metrics.text();
  // The messages that the alerts send their readers to.
  const failed = { topic: 'news', attempt: 1 };
  expect(logged.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({ ...failed, level: 50, msg: 'a message became a dead letter', message: '2' }),
    expect.objectContaining({ ...failed, level: 40, msg: 'a delivery failed', message: '3' }),
  ]);
  expect(text).toMatch(/^seaworthy_outbox_pending\{.*\} 1$/m);
  expect(text).toMatch(/^seaworthy_outbox_dead\{.*\} 1$/m);
  expect(text).toMatch(/^seaworthy_outbox_oldest_age_seconds\{.*\} \d+\.\d+$/m);
  for (const outcome of ['delivered', 'failed', 'dead'])
    expect(text).toMatch(
      new RegExp(`^seaworthy_outbox_deliveries_total\\{[^}]*outcome="${outcome}"[^}]*\\} 1$`, 'm'),
    );
});
