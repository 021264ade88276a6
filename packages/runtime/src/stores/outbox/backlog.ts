import { metrics } from '@opentelemetry/api';
import { instrument, type StoreMetric } from '../../telemetry/index.ts';
import type { Queryable } from '../sql.ts';
import type { OutboxSurroundings } from './options.ts';
import { version } from '../../version.generated.ts';

/** How often the table is asked at most, in milliseconds: a count is cheap, but not free. */
const LOOK_EVERY_MS = 5000;

/** A look that takes long is followed by a pause of so many times what it took. */
const PAUSE_FACTOR = 10;

/** What waits in the outbox, for all replicas alike, as of the last look. */
export class Backlog {
  readonly #db: Queryable;
  readonly #app: OutboxSurroundings;
  #nextAt = -Infinity;
  #figures = { pending: 0, dead: 0, oldestSeconds: 0 };

  constructor(app: OutboxSurroundings, db: Queryable) {
    const meter = metrics.getMeter('@seaworthy/runtime/outbox', version);
    this.#db = db;
    this.#app = app;
    const gauge = (name: StoreMetric, read: () => number) =>
      meter.createObservableGauge(...instrument(name)).addCallback((result) => result.observe(read()));
    gauge('seaworthy_outbox_pending', () => this.#figures.pending);
    gauge('seaworthy_outbox_dead', () => this.#figures.dead);
    gauge('seaworthy_outbox_oldest_age_seconds', () => this.#figures.oldestSeconds);
  }

  /** Counts what waits, unless that was done a moment ago. Where that fails, the figures stay as they were. */
  async look(): Promise<void> {
    const { clock, log } = this.#app;
    const begun = clock.now();
    if (begun < this.#nextAt) return;
    try {
      const { rows } = await this.#db.query<{ pending: number; dead: number; oldestSeconds: number }>(
        FIGURES,
      );
      this.#figures = rows[0] ?? this.#figures;
    } catch (error) {
      log.warn({ err: error }, 'what waits in the outbox could not be counted');
    } finally {
      this.#nextAt = begun + Math.max(LOOK_EVERY_MS, PAUSE_FACTOR * (clock.now() - begun));
    }
  }
}

/** Each from an index of its own: of the messages themselves, which may be large, no more than the oldest is read. */
const FIGURES = `
select (select count(*) from seaworthy_outbox where dead_at is null)::int as pending,
  (select count(*) from seaworthy_outbox where dead_at is not null)::int as dead,
  coalesce(extract(epoch from clock_timestamp() -
    (select created_at from seaworthy_outbox where dead_at is null order by id limit 1)), 0)::float8 as "oldestSeconds"`;
