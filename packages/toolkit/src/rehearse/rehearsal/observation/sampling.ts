import type { Clock, Timer } from '../../clock.ts';
import { listeningNowhere, type Listening } from '../../engines/index.ts';
import type { Happening, Note } from '../../events.ts';
import type { UsageSample } from '../../evidence.ts';
import type { ObservedEngine, ObservedPod } from './observed-engine.ts';

/** Between two looks at what the pods listen on: a listener that closes too early is seen as early as that. */
const PORTS_MS = 50;
/** Of that for each pod: the looking must not take the time of those who are looked at. */
const PORTS_MS_PER_POD = 8;
/** Between two readings of memory and CPU. */
const USAGE_MS = 500;

/** What sampling works with. */
interface SamplingOptions {
  readonly engine: ObservedEngine;
  readonly clock: Clock;
  readonly note: Note;
  readonly usage: (sample: UsageSample) => void;
  readonly fault: (error: unknown) => void;
}

/** Follows the ports and the use of memory and CPU of all pods until it is stopped. */
export function startSampling({ engine, clock, note, usage, fault }: SamplingOptions): () => Promise<void> {
  const known = new Map<string, Look>();
  const portsMs = () => Math.max(PORTS_MS, engine.pods.size * PORTS_MS_PER_POD);
  const ports = repeat(clock, portsMs, fault, async () => {
    for (const [pod, last] of known) {
      if (engine.pods.has(pod)) continue;
      known.delete(pod);
      // Gone before its ports were seen to be: that nobody listens is plain, who waited there is not.
      for (const port of last.waiting.keys()) note(closing(pod, last, port));
    }
    await each(engine, async (pod, { sandbox }) => {
      const before = known.get(pod) ?? { ...listeningNowhere, at: 0, since: new Map<number, number>() };
      const now = lookAt(await sandbox.listening(), clock.now(), before);
      known.set(pod, now);
      for (const port of now.ports.difference(before.ports))
        note({ type: 'port', pod, port, listening: true });
      for (const port of before.ports.difference(now.ports)) note(closing(pod, before, port));
      for (const port of now.loopbackOnly.difference(before.loopbackOnly))
        note({ type: 'loopback-port', pod, port });
    });
  });
  const readings = repeat(
    clock,
    () => USAGE_MS,
    fault,
    () =>
      each(engine, async (pod, { containers }) => {
        for (const [container, running] of containers) {
          const sample = await running.usage();
          if (sample !== undefined) usage({ at: clock.now(), pod, container, ...sample });
        }
      }),
  );
  return async () => {
    await Promise.all([ports(), readings()]);
  };
}

/** What a pod listened on when it was looked at. */
interface Look extends Listening {
  /** In the clock's milliseconds. */
  readonly at: number;
  /** By the port, since when somebody has waited to be accepted there at each look. */
  readonly since: ReadonlyMap<number, number>;
}

function lookAt(listening: Listening, at: number, before: Look): Look {
  const ports = [...listening.waiting.keys()];
  return { ...listening, at, since: new Map(ports.map((port) => [port, before.since.get(port) ?? at])) };
}

/** Tells of a port that is no longer listened on, with who waited there at the last look. */
function closing(pod: string, { waiting, since, at }: Look, port: number): Happening {
  const count = waiting.get(port);
  return {
    type: 'port',
    pod,
    port,
    listening: false,
    ...(count !== undefined && { waiting: { count, since: since.get(port) ?? at, at } }),
  };
}

/** All pods at once; one that goes away meanwhile is passed over. */
async function each(
  engine: ObservedEngine,
  look: (pod: string, observed: ObservedPod) => Promise<void>,
): Promise<void> {
  await Promise.all(
    [...engine.pods].map(async ([pod, observed]) => {
      try {
        await look(pod, observed);
      } catch (error) {
        if (engine.pods.get(pod) === observed && observed.containers.size > 0) throw error;
      }
    }),
  );
}

/** Runs `look` again and again, never twice at once. The returned function stops that and waits for the last one. */
function repeat(
  clock: Clock,
  everyMs: () => number,
  fault: (error: unknown) => void,
  look: () => Promise<void>,
): () => Promise<void> {
  let stopped = false;
  let timer: Timer | undefined;
  let last = Promise.resolve();
  const turn = () => {
    last = look()
      .catch(fault)
      .then(() => {
        if (!stopped) timer = clock.after(everyMs(), turn);
      });
  };
  turn();
  return () => {
    stopped = true;
    timer?.clear();
    return last;
  };
}
