import {
  LastOutput,
  liveView,
  loadCounter,
  plainLine,
  plainOutput,
  systemClock,
  type LiveView,
  type LogLine,
  type RehearsalEvent,
  type Scenario,
  type Traffic,
} from '../../../rehearse/index.ts';

/** What decides how progress is shown. */
interface ProgressFlags {
  readonly json?: boolean;
  readonly plain?: boolean;
}

/** Shows what happens while a rehearsal runs. */
export interface Progress extends Disposable {
  readonly event: (event: RehearsalEvent) => void;
  readonly line: (line: LogLine) => void;
  readonly traffic: (traffic: Traffic) => void;
}

/**
 * Follows a rehearsal: a view that redraws itself where there is a terminal, else a line for each event. With `--json`
 * standard output is kept for the one object, and the lines go to standard error.
 */
export function showProgress(
  { json = false, plain = false }: ProgressFlags,
  workload: string,
  scenarios: readonly Scenario[],
): Progress {
  const names = scenarios.map(({ name }) => name);
  const options = { workload, scenarios: names, clock: systemClock, env: process.env };
  const view = json || plain ? undefined : liveView(process.stderr, options);
  return view === undefined ? lines(json ? console.error : console.log) : drawn(view);
}

/** Once it is disposed of nothing is written: the summary is the last that is to be read. */
function lines(write: (line: string) => void): Progress {
  let isOver = false;
  // The rehearsal begins at once: the log's times are those of the reports.
  const beganAt = systemClock.now();
  const last = new Map<string, LastOutput>();
  return {
    event(event) {
      if (isOver) return;
      const line = plainLine(event, beganAt);
      if (line !== undefined) write(line);
      if (event.type !== 'container-exited') return;
      const key = `${event.pod}/${event.container}`;
      if (event.exitCode !== 0) for (const text of last.get(key)?.lines() ?? []) write(plainOutput(text));
      last.delete(key);
    },
    line({ pod, container, text }) {
      const key = `${pod}/${container}`;
      const own = last.get(key) ?? new LastOutput();
      last.set(key, own);
      own.add(text);
    },
    traffic: () => {},
    [Symbol.dispose]: () => void (isOver = true),
  };
}

/** How often the load's counts are brought up to date, in milliseconds. */
const COUNT_MS = 500;

function drawn(view: LiveView): Progress {
  let counting: NodeJS.Timeout | undefined;
  return {
    event: (event) => view.event(event),
    line: () => {},
    traffic({ log }) {
      const count = loadCounter(log);
      counting = setInterval(() => view.load(count()), COUNT_MS).unref();
    },
    [Symbol.dispose]() {
      clearInterval(counting);
      view.close();
    },
  };
}
