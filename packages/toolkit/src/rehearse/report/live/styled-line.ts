import { styleText } from 'node:util';
import { visible } from '../../../visible.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

/** A piece of a line in one style. */
export interface Span {
  readonly text: string;
  readonly style: Style | undefined;
}

/** A piece of a line; control characters in it become visible ones. */
export function span(text: string, style?: Style): Span {
  return { text: visible(text), style };
}

/** A line of at most so many characters; styles take none. */
export function lineOf(spans: readonly Span[], columns: number): string {
  let room = columns;
  let line = '';
  for (const { text, style } of joined(spans)) {
    const characters = Array.from(text);
    const cut = characters.length > room ? [...characters.slice(0, Math.max(0, room - 1)), '…'] : characters;
    if (room <= 0) break;
    room -= cut.length;
    line += style === undefined ? cut.join('') : styleText(style, cut.join(''), { validateStream: false });
  }
  return line;
}

/** Neighbours of one style as one. */
function joined(spans: readonly Span[]): Span[] {
  const together: Span[] = [];
  for (const { text, style } of spans) {
    const last = together.at(-1);
    if (last !== undefined && last.style === style) together.splice(-1, 1, { text: last.text + text, style });
    else together.push({ text, style });
  }
  return together;
}
