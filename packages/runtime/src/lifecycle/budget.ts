import { EnvName, ShutdownDefault } from '@seaworthy/contract';
import { SeaworthyError } from '../errors.ts';
import type { DrainStage } from '../events.ts';

/** What the pod allows for a shutdown, in milliseconds. */
export interface ShutdownOptions {
  /** The pod's terminationGracePeriodSeconds. */
  readonly gracePeriodMs: number;
  /** What a preStop hook spends of it before the signal. */
  readonly preStopMs: number;
  /** How long to go on accepting after the signal. */
  readonly drainDelayMs: number;
}

/**
 * The one deadline budget of a shutdown: when each stage must have ended, in milliseconds after the signal. What a stage
 * leaves unused passes to the next; after the last the process exits.
 */
export type Budget = Readonly<Record<DrainStage, number>>;

const MARGIN_MS = ShutdownDefault.marginSeconds * 1000;

/** Below this, no work could be finished after the drain delay, so that the delay would be the loss it is to prevent. */
const MIN_WORK_MS = 1000;

/** A crashed process is not to be trusted with more than this. */
const CRASH_MS = 5000;

/** What is held back from in-flight work for the stages after it: a share of the time for work, and at most this. */
const reserves = {
  workers: { share: 0.1, maxMs: 2000 },
  resources: { share: 0.1, maxMs: 2000 },
  flush: { share: 0.05, maxMs: 1000 },
} as const;

/**
 * Plans the budget: grace period − preStop − margin, shared by drain delay, in-flight work, workers, resources, flush.
 *
 * The kubelet deducts preStop from the one grace period (`killContainer` in pkg/kubelet/kuberuntime), so the signal
 * arrives with only the rest left.
 *
 * @throws SeaworthyError SW_BUDGET, with the arithmetic, when what is left for work is under a second
 */
export function planBudget({ gracePeriodMs, preStopMs, drainDelayMs }: ShutdownOptions): Budget {
  const totalMs = gracePeriodMs - preStopMs - MARGIN_MS;
  const workMs = totalMs - drainDelayMs;
  if (workMs < MIN_WORK_MS) throw doesNotFit(gracePeriodMs, preStopMs, drainDelayMs, workMs);
  return share(drainDelayMs, totalMs);
}

/** The budget after an uncaught error: no drain delay, and five seconds at most. */
export function crashBudget({ flush: totalMs }: Budget): Budget {
  return share(0, Math.min(CRASH_MS, totalMs));
}

function share(drainDelayMs: number, totalMs: number): Budget {
  const workMs = totalMs - drainDelayMs;
  const reserve = (stage: keyof typeof reserves) =>
    Math.min(reserves[stage].maxMs, workMs * reserves[stage].share);
  const resources = totalMs - reserve('flush');
  const workers = resources - reserve('resources');
  return {
    'drain delay': drainDelayMs,
    'in-flight work': workers - reserve('workers'),
    workers,
    resources,
    flush: totalMs,
  };
}

function doesNotFit(graceMs: number, preStopMs: number, drainMs: number, workMs: number): SeaworthyError {
  const needMs = preStopMs + drainMs + MIN_WORK_MS + MARGIN_MS;
  return new SeaworthyError('SW_BUDGET', {
    what:
      `grace period ${seconds(graceMs)} − preStop ${seconds(preStopMs)} − margin ${seconds(MARGIN_MS)}` +
      ` − drain delay ${seconds(drainMs)} = ${seconds(workMs)} for requests in flight, workers and resources;` +
      ` at least ${seconds(MIN_WORK_MS)} is needed`,
    where: 'shutdown',
    fix:
      `Raise terminationGracePeriodSeconds to at least ${Math.ceil(needMs / 1000)}, and with it what the service takes for it` +
      ` (shutdown.gracePeriodSeconds of its definition, ${EnvName.gracePeriod}), or lower the preStop or drain delay.`,
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms) / 1000} s`;
}
