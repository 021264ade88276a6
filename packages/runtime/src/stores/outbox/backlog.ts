import { metrics } from '@opentelemetry/api';
import type { Clock } from '../../clock.ts';
import type { Queryable } from '../sql.ts';

/** How often the table is asked, in milliseconds: a count is cheap, but not free. */
const LOOK_EVERY_MS = 5000;

/** What waits in the outbox, for all replicas alike, as of the last look. */
export class Backlog {
  readonly #db: Queryable;
  readonly #clock: Clock;
  #lookedAt = -Infinity;
  #figures = { pending: 0, dead: 0, oldestSeconds: 0 };

  constructor(db: Queryable, clock: Clock) {
    const meter = metrics.getMeter('@seaworthy/runtime/outbox');
    this.#db = db;
    this.#clock = clock;
    const gauge = (name: string, description: string, unit: string, read: () => number) =>
      meter
        .createObservableGauge(name, { description, unit })
        .addCallback((result) => result.observe(read()));
    gauge(
      'seaworthy.outbox.pending',
      'Messages that wait to be delivered.',
      '{message}',
      () => this.#figures.pending,
    );
    gauge('seaworthy.outbox.dead', 'Messages that were given up.', '{message}', () => this.#figures.dead);
    gauge(
      'seaworthy.outbox.oldest.age',
      'Age of the oldest message that waits; 0 where none does.',
      's',
      () => this.#figures.oldestSeconds,
    );
  }

  /** Counts what waits, unless that was done a moment ago. */
  async look(): Promise<void> {
    if (this.#clock.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = this.#clock.now();
    const { rows } = await this.#db.query<{ pending: number; dead: number; oldestSeconds: number }>(
      `select count(*) filter (where dead_at is null)::int as pending,
         count(*) filter (where dead_at is not null)::int as dead,
         coalesce(extract(epoch from clock_timestamp() - min(created_at) filter (where dead_at is null)), 0)::float8 as "oldestSeconds"
       from seaworthy_outbox`,
    );
    this.#figures = rows[0] ?? this.#figures;
  }
}
