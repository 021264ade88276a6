import { setTimeout } from 'node:timers/promises';
import { median } from '../form/index.ts';
import { SteadyLoad } from './steady-load.ts';
import { startStubCollector, type Behaviour, type StubCollector } from './stub/index.ts';
import { startTracedService, type TracedService } from './traced-service.ts';

/** A fault of the collector (`accept` is none), and what it did to the service. */
export interface Trial {
  readonly fault: Behaviour;
  /** Requests, before, during and after the fault. */
  readonly sent: number;
  /** Not answered with 200. */
  readonly failed: number;
  /** How, and how often. */
  readonly failures: Readonly<Record<string, number>>;
  readonly spansDropped: number;
  /** Spans of answered requests that the service counts neither as exported nor as dropped. */
  readonly spansUnaccounted: number;
  /** MiB at the end of the healthy time, and of the fault, under the same load: medians of some seconds. */
  readonly rssBefore: number;
  readonly rssAfter: number;
  /** From the end of the fault to the next span in the collector. Absent: never. */
  readonly recoveredMs?: number;
}

const RSS_SECONDS = 3;
const BITE_TIMEOUT_MS = 10_000;
/** The runtime waits 10 s for an answer by default, and 5 s at most between attempts. */
const RECOVERY_TIMEOUT_MS = 30_000;

/** Runs a service under load: with a collector that works, that has `fault`, that works again. */
export async function trial(fault: Behaviour, healthySeconds: number, faultSeconds: number): Promise<Trial> {
  using collector = await startStubCollector();
  using service = await startTracedService(collector.endpoint);
  const { host, port } = service;
  const load = new SteadyLoad({ host, port, path: '/hello', sampled: 1 });

  const rssBefore = await rssAfterSeconds(service, healthySeconds);
  await collector.become(fault);
  if (fault !== 'accept') await bitten(service);
  const rssAfter = await rssAfterSeconds(service, faultSeconds);
  await collector.become('accept');
  const recoveredMs = await recovery(collector);
  await load.end();

  const { exported, dropped } = await settled(service);
  return {
    fault,
    sent: load.sent,
    failed: load.failed,
    failures: Object.fromEntries(load.failures),
    spansDropped: dropped,
    spansUnaccounted: load.sent - load.failed - exported - dropped,
    rssBefore,
    rssAfter,
    ...(recoveredMs !== undefined && { recoveredMs }),
  };
}

/** Waits until the queue of spans is full. On a busy machine that takes the load a while. */
async function bitten(service: TracedService): Promise<void> {
  const giveUp = performance.now() + BITE_TIMEOUT_MS;
  while ((await service.spans()).dropped === 0 && performance.now() < giveUp) await setTimeout(100);
}

/** Lets `seconds` pass, and watches memory at the end of them. */
async function rssAfterSeconds(service: TracedService, seconds: number): Promise<number> {
  await setTimeout((seconds - RSS_SECONDS) * 1000);
  const samples: number[] = [];
  const end = performance.now() + RSS_SECONDS * 1000;
  while (performance.now() < end) {
    samples.push(service.rssMiB());
    await setTimeout(100);
  }
  return median(samples);
}

/** Milliseconds until a span arrives. */
async function recovery(collector: StubCollector): Promise<number | undefined> {
  const start = performance.now();
  const before = await collector.spans();
  while (performance.now() - start < RECOVERY_TIMEOUT_MS) {
    if ((await collector.spans()) > before) return performance.now() - start;
    await setTimeout(50);
  }
  return undefined;
}

/** The counts once nothing is under way. */
async function settled(service: TracedService) {
  const giveUp = performance.now() + RECOVERY_TIMEOUT_MS;
  let counts = await service.spans();
  for (let previous = -1; performance.now() < giveUp; counts = await service.spans()) {
    // What is being sent is queued no more, and not yet exported: it shows as a change.
    if (counts.queued === 0 && counts.exported === previous) break;
    previous = counts.exported;
    await setTimeout(1000);
  }
  return counts;
}
