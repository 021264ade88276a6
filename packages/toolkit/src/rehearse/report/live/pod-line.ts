import type { PodPhaseName } from '../pods/index.ts';
import type { LivePod } from './live-state.ts';
import { lineOf, span, type Style } from './styled-line.ts';

/** How much of the past a lane shows at most: a character for each second. */
const SECONDS = 40;
/** How wide the word for a pod's phase is. */
const WORD = 12;

const looks: Readonly<
  Record<PodPhaseName, { readonly glyph: string; readonly style: Style; readonly word: string }>
> = {
  starting: { glyph: '░', style: 'cyan', word: 'starting' },
  ready: { glyph: '█', style: 'green', word: 'ready' },
  'not-ready': { glyph: '▒', style: 'yellow', word: 'not ready' },
  down: { glyph: '×', style: 'red', word: 'exited' },
  terminating: { glyph: '▓', style: 'magenta', word: 'terminating' },
};

/** A pod's name, what it is now, and its last 40 s as a lane, or as many as there is room for; each phase has a shape of its own beside its colour. */
export function podLine(
  { name, state, phases }: LivePod,
  names: number,
  now: number,
  columns: number,
): string {
  const current = looks[phases.at(-1)?.[1] ?? 'starting'];
  const restarts = state.restarts > 0 ? `  ${state.restarts}× restarted` : '';
  const seconds = Math.min(SECONDS, Math.max(0, columns - names - 2 - WORD));
  const lane = Array.from({ length: seconds }, (_, position) => {
    const at = now - (seconds - 1 - position) * 1000;
    const phase = phases.findLast(([since]) => since <= at)?.[1];
    return phase === undefined ? span(' ') : span(looks[phase].glyph, looks[phase].style);
  });
  return lineOf(
    [
      span(`${name.padEnd(names)}  `),
      span(current.word.padEnd(WORD), current.style),
      ...lane,
      span(`  ${state.revision === 0 ? 'of a Job' : `revision ${state.revision}`}${restarts}`, 'dim'),
    ],
    columns,
  );
}
