import {
  plainLine,
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

/** Of a container that failed, so many of its last lines are shown. */
const LAST_LINES = 5;

/**
 * A line for each event. With `--json` standard output is kept for the one object, and the lines go to standard error.
 */
export function showProgress({ json = false }: ProgressFlags, _scenarios: readonly Scenario[]): Progress {
  const origin = performance.now();
  const last = new Map<string, string[]>();
  const write = (line: string) => (json ? console.error(line) : console.log(line));
  return {
    event(event) {
      const line = plainLine(event, origin);
      if (line !== undefined) write(line);
      if (event.type !== 'container-exited') return;
      const key = `${event.pod}/${event.container}`;
      if (event.exitCode !== 0) for (const text of last.get(key) ?? []) write(`${' '.repeat(10)}| ${text}`);
      last.delete(key);
    },
    line({ pod, container, text }) {
      const key = `${pod}/${container}`;
      last.set(key, [...(last.get(key) ?? []).slice(1 - LAST_LINES), text]);
    },
    traffic: () => {},
    [Symbol.dispose]: () => {},
  };
}
