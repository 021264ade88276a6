import { url as inspectorUrl } from 'node:inspector';
import type { Clock } from '../clock.ts';
import type { EventBus, State } from '../events.ts';
import { listensToHangup } from '../lifecycle/index.ts';
import { completeLiveness, startBeats, type CheckResult, type LivenessOptions } from '../probes/index.ts';
import { toWire, type Family } from '../telemetry/index.ts';
import type { Member } from './member.ts';

/** What a process reports with. */
export interface ReportOptions {
  readonly member: Member;
  readonly clock: Clock;
  /** Its state events are told. */
  readonly bus: EventBus;
  readonly liveness: LivenessOptions | undefined;
  /** Its figures as they stand. */
  readonly figures: () => Promise<readonly Family[]>;
}

/** How a process tells the primary, which answers the probes for all. */
export interface Report {
  setChecks(results: readonly CheckResult[]): void;
  /** Tells the last figures, then no more. */
  close(): Promise<void>;
}

/** Begins to tell the primary of this process's state, checks, heartbeat and figures. */
export function startReport({ member, clock, bus, liveness, figures }: ReportOptions): Report {
  let state: State = 'starting';
  let checks: readonly CheckResult[] = [];
  const tell = () => void member.send({ type: 'health', state, checks, hangup: listensToHangup() });
  const beat = () => void member.send({ type: 'beat', debugged: inspectorUrl() !== undefined });
  const tellFigures = async (id?: number) => {
    const families = toWire(await figures());
    await member.send({ type: 'metrics', ...(id !== undefined && { id }), families });
  };
  const subscriptions = [
    bus.on((event) => {
      if (event.type !== 'state') return;
      state = event.to;
      tell();
    }),
    startBeats(clock, completeLiveness(liveness).heartbeatMs, beat),
  ];
  member.onScrape(({ id }) => void tellFigures(id));
  return {
    setChecks(results) {
      checks = results;
      tell();
    },
    async close() {
      await tellFigures();
      for (const subscription of subscriptions) subscription.clear();
    },
  };
}
