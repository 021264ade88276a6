import { stripVTControlCharacters } from 'node:util';
import type { Clock, Timer } from '../../clock.ts';
import type { RehearsalEvent } from '../../events.ts';
import type { ScenarioName } from '../../scenario-names.ts';
import { followJobControl } from './job-control.ts';
import { liveRender } from './live-render.ts';
import { liveAfter, liveStart, type LiveInput, type LoadCount } from './live-state.ts';

/** The time between two drawings at least, and without news, in milliseconds. */
const REDRAW_MS = 100;
const IDLE_MS = 1000;

/** Where the view is drawn; `process.stderr` is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** Whether it shows colours. Default: it does. */
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** A view that follows a rehearsal until it is closed. */
export interface LiveView {
  event(event: RehearsalEvent): void;
  /** Tells what the load counted so far, as often as it likes. */
  load(count: LoadCount): void;
  /** Takes the view away and leaves the terminal as it was. Nothing is drawn afterwards. */
  close(): void;
}

/** What the view is to show. */
export interface LiveViewOptions {
  readonly workload: string;
  /** All that will be run, in order. */
  readonly scenarios: readonly ScenarioName[];
  readonly clock: Clock;
  /** The variables that say what terminal it is: `CI`, `TERM`. Default: none of them is set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const WRAP_OFF = '\u001b[?7l';
const WRAP_ON = '\u001b[?7h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/**
 * The live view of a rehearsal, drawn at most ten times a second; undefined where there is no terminal to draw on: none at
 * all, a dumb one, or the log of a CI system.
 */
export function liveView(terminal: Terminal, options: LiveViewOptions): LiveView | undefined {
  const { clock, env = {} } = options;
  if (terminal.isTTY !== true || env['TERM'] === 'dumb' || isSet(env['CI'])) return undefined;
  const inColour = terminal.hasColors?.() ?? true;
  let state = liveStart(options.workload, options.scenarios);
  /** The lines that stand there, as text alone. */
  let drawn: readonly string[] = [];
  let closed = false;
  let isAway = false;
  let drawnAt = -Infinity;
  let due: { readonly at: number; readonly timer: Timer } | undefined;

  const schedule = (at: number) => {
    if (isAway || (due !== undefined && due.at <= at)) return;
    due?.timer.clear();
    due = { at, timer: clock.after(Math.max(0, at - clock.now()), draw) };
  };
  const toFirst = () => back(rowsOf(drawn, terminal.columns || 80));
  const draw = () => {
    due = undefined;
    drawnAt = clock.now();
    state = liveAfter(state, { type: 'tick', at: drawnAt });
    // A pseudo-terminal that nobody gave a size has 0 of both.
    const size = { columns: terminal.columns || 80, rows: terminal.rows || 24 };
    const lines = liveRender(state, size);
    const texts = lines.map((line) => stripVTControlCharacters(line));
    // What stood in a line goes first: after one as wide as the terminal the cursor stands on its last character, which would go.
    const shown = (inColour ? lines : texts).map((line) => `${CLEAR_LINE}${line}\n`);
    terminal.write(`${toFirst()}${shown.join('')}${CLEAR_BELOW}`);
    drawn = texts;
    schedule(drawnAt + IDLE_MS);
  };
  const take = (input: LiveInput) => {
    if (closed) return;
    state = liveAfter(state, input);
    schedule(Math.max(clock.now(), drawnAt + REDRAW_MS));
  };
  const enter = () => {
    isAway = false;
    terminal.write(`${HIDE_CURSOR}${WRAP_OFF}`);
    draw();
  };
  const leave = () => {
    if (isAway) return;
    isAway = true;
    due?.timer.clear();
    due = undefined;
    terminal.write(`${toFirst()}${CLEAR_BELOW}${WRAP_ON}${SHOW_CURSOR}`);
    drawn = [];
  };

  // Whatever ends or stops the process, the terminal is usable afterwards.
  process.once('exit', leave);
  const unfollow = followJobControl({ leave, enter });
  enter();
  return {
    event: take,
    load: (count) => take({ ...count, type: 'load-count', at: clock.now() }),
    close() {
      if (closed) return;
      closed = true;
      unfollow();
      process.off('exit', leave);
      leave();
    },
  };
}

function isSet(flag: string | undefined): boolean {
  return flag !== undefined && !['', '0', 'false'].includes(flag);
}

/** How many rows lines take. A terminal that was made narrower has broken those that no longer fit. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(Array.from(line).length / columns)), 0);
}

/** To the first of so many rows above. */
function back(height: number): string {
  return height === 0 ? '\r' : `\r\u001b[${height}A`;
}
