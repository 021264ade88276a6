import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createOutbox, outboxSchema } from '../../../src/stores/outbox/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { newPglite } from '../pglite.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a delivery leaves nothing behind while its worker lives, even where its handler still listens to its signal', async () => {
  await using db = await newPglite();
  await db.exec(outboxSchema);
  const signals: WeakRef<AbortSignal>[] = [];
  const clock = new VirtualClock();
  const outbox = createOutbox(
    { clock, log: pino({ level: 'silent' }) },
    {
      db,
      handlers: {
        async news(_, { signal }) {
          signal.addEventListener('abort', () => undefined);
          signals.push(new WeakRef(signal));
        },
      },
    },
  );
  await outbox.write(db, ...Array.from({ length: 20 }, (_, payload) => ({ topic: 'news', payload })));
  const stopping = { finish: new AbortController().signal, abort: new AbortController().signal };
  await outbox.deliver(stopping);
  await turn();
  collect();
  expect(signals).toHaveLength(20);
  expect(signals.filter((signal) => signal.deref() !== undefined)).toEqual([]);
  expect(getEventListeners(stopping.abort, 'abort')).toEqual([]);
  expect(clock.pending).toBe(0);
});
