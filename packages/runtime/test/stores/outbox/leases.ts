import { expect, test } from 'vitest';
import type { TestDatabase } from '../database.ts';
import { going, type OutboxRig } from './rig.ts';

/** Whose a message is, on whatever database. */
export function describeLeases(
  database: () => TestDatabase,
  { keep, open, write, writeUnder, payloads, hurry, left }: OutboxRig,
): void {
  test('what a dead process was delivering comes again after its lease, and in the end is a dead letter', async () => {
    // One lane: another could claim the message after the hurry, and what is dead claims nothing.
    const dying = open(() => new Promise(() => undefined), { maxAttempts: 2, concurrency: 1 });
    await writeUnder(dying, 'a', 1, 2);
    for (let death = 0; death < 2; death++) {
      void dying.deliver(going());
      await expect.poll(async () => (await left())[0]).toMatchObject({ attempts: death + 1, later: true });
      const heir = open();
      await heir.deliver(going());
      expect(payloads()).toEqual([]);
      await hurry();
    }
    const heir = open(keep, { maxAttempts: 2 });
    await heir.deliver(going());
    expect(payloads()).toEqual([2]);
    expect(await heir.deadLetters()).toMatchObject([
      { payload: 1, lastError: 'The last attempt ended with its process' },
    ]);
  });

  test.each(['ends well', 'fails'])(
    'a delivery that %s after its lease leaves the message to whoever has it by then',
    async (end) => {
      const heir = open(() => new Promise(() => undefined), { concurrency: 1 });
      const slow = open(
        async () => {
          await hurry();
          void heir.deliver(going());
          await expect.poll(async () => (await left())[0]).toMatchObject({ attempts: 2, later: true });
          if (end === 'fails') throw new Error('too late');
        },
        { concurrency: 1, retryMs: 1 },
      );
      await write(slow, 'a');
      await slow.deliver(going());
      expect(await left()).toEqual([{ payload: 'a', attempts: 2, error: null, later: true }]);
    },
  );

  test('a lease outlives the time-out of its delivery', async () => {
    let leaseSeconds = 0;
    const outbox = open(
      async () => {
        const { rows } = await database().db.query<{ left: number }>(
          'select extract(epoch from due_at - clock_timestamp())::float8 as left from seaworthy_outbox',
        );
        leaseSeconds = rows[0]?.left ?? 0;
      },
      { timeoutMs: 100_000 },
    );
    await write(outbox, 'a');
    await outbox.deliver(going());
    expect(leaseSeconds).toBeGreaterThan(100);
  });
}
