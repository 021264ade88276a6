import type { MarkKind, PodLane } from '../../data/types.ts';
import { svg } from '../dom.ts';
import type { TimeScale } from './scale.ts';

/** About how wide a letter is, in pixels; a mark itself; and the middle of the bar of phases, on which marks stand. */
const LETTER = 5.8;
const MARK = 5;
const MIDDLE = 9;

/** What is worth a mark when two would stand on each other, most telling first. */
const rank: readonly MarkKind[] = [
  'crash',
  'exit',
  'signal',
  'struck',
  'deleted',
  'killed',
  'restart',
  'paused',
  'resumed',
  'hook',
];

/** Marks on a pod's bar, each with its word where it covers no other mark. */
export function markShapes({ marks }: PodLane, scale: TimeScale): SVGElement[] {
  const shown = apart(
    marks
      .filter(([at]) => at >= scale.from && at <= scale.until)
      .map(([at, kind, text]) => ({ x: scale.x(at), kind, text })),
  );
  const words = shown.filter(({ x, text }, position) => {
    const room = (shown[position + 1]?.x ?? scale.width) - x - 2 * MARK;
    return room >= text.length * LETTER + 4;
  });
  return [
    ...shown.map(({ x, kind, text }) =>
      svg('path', { d: outline(kind, x), class: `mark ${kind}` }, svg('title', {}, text)),
    ),
    ...words.flatMap(({ x, text }) => [
      svg('rect', {
        x: x + MARK + 1.5,
        y: MIDDLE - 6,
        width: text.length * LETTER + 4,
        height: 12,
        rx: 2,
        class: 'mark-ground',
      }),
      svg('text', { x: x + MARK + 3.5, y: MIDDLE + 3.5, class: 'mark-text' }, text),
    ]),
  ];
}

interface Placed {
  readonly x: number;
  readonly kind: MarkKind;
  readonly text: string;
}

/** Leaves out marks that would cover more telling ones. */
function apart(placed: readonly Placed[]): Placed[] {
  const kept: Placed[] = [];
  const byRank = placed.toSorted((one, other) => rank.indexOf(one.kind) - rank.indexOf(other.kind));
  for (const mark of byRank) if (kept.every(({ x }) => Math.abs(x - mark.x) >= 2 * MARK)) kept.push(mark);
  return kept.sort((one, other) => one.x - other.x);
}

/** A triangle down: told to stop. Up: started. A diamond: exited or struck. Bars: paused. A stroke: the rest. */
function outline(kind: MarkKind, x: number): string {
  const [top, bottom] = [MIDDLE - MARK, MIDDLE + MARK];
  switch (kind) {
    case 'signal':
    case 'killed':
      return `M${x - MARK} ${top}H${x + MARK}L${x} ${bottom}Z`;
    case 'restart':
    case 'resumed':
      return `M${x - MARK} ${bottom}H${x + MARK}L${x} ${top}Z`;
    case 'exit':
    case 'crash':
    case 'struck':
      return `M${x} ${top}L${x + MARK} ${MIDDLE}L${x} ${bottom}L${x - MARK} ${MIDDLE}Z`;
    case 'paused':
      return `M${x - 4} ${top}h3v${2 * MARK}h-3ZM${x + 1} ${top}h3v${2 * MARK}h-3Z`;
    case 'deleted':
    case 'hook':
      return `M${x - 1} ${top - 1}h2v${2 * MARK + 2}h-2Z`;
  }
}
