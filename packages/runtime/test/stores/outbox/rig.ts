import { pino } from 'pino';
import { beforeEach } from 'vitest';
import {
  createOutbox,
  outboxDueSchema,
  outboxSchema,
  type Handler,
  type Message,
  type NewMessage,
  type Outbox,
  type OutboxOptions,
} from '../../../src/stores/outbox/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import type { TestDatabase } from '../database.ts';

/** What a test of outboxes works with: an empty table, and a clock, anew for each. */
export type OutboxRig = ReturnType<typeof outboxRig>;

/** See {@link OutboxRig}. */
export function outboxRig(database: () => TestDatabase) {
  let clock: VirtualClock;
  const delivered: Message[] = [];
  beforeEach(async () => {
    clock = new VirtualClock();
    delivered.length = 0;
    await database().db.query('drop table if exists seaworthy_outbox');
    for (const statement of `${outboxSchema}${outboxDueSchema}`.split(';'))
      await database().db.query(statement);
  });

  const keep: Handler = async (message) => void delivered.push(message);
  const open = (handler: Handler = keep, limits: Partial<OutboxOptions> = {}) => {
    const { db } = database();
    return createOutbox(
      { clock, log: pino({ level: 'silent' }) },
      { db, handlers: { news: handler }, ...limits },
    );
  };
  const write = (outbox: Outbox, ...payloads: unknown[]) => writeUnder(outbox, undefined, ...payloads);
  const writeUnder = (outbox: Outbox, key: string | undefined, ...payloads: unknown[]) =>
    database().transact((tx) =>
      outbox.write(tx, ...payloads.map((payload): NewMessage => ({ topic: 'news', payload, key }))),
    );
  const payloads = () => delivered.map(({ payload }) => payload);
  /** Backoffs and leases run by the database's clock: this lets them all end. */
  const hurry = () => database().db.query(`update seaworthy_outbox set due_at = '-infinity'`);
  const left = async () =>
    (
      await database().db.query<{ payload: unknown; attempts: number; error: string | null; later: boolean }>(
        `select payload, attempts, last_error as error, due_at > clock_timestamp() as later
         from seaworthy_outbox where dead_at is null order by id`,
      )
    ).rows;

  return {
    get clock() {
      return clock;
    },
    delivered,
    keep,
    open,
    write,
    writeUnder,
    payloads,
    hurry,
    left,
  };
}

/** The signals of a worker that goes on, until they are aborted. */
export function going() {
  const finishing = new AbortController();
  const aborting = new AbortController();
  return { finishing, aborting, finish: finishing.signal, abort: aborting.signal };
}
