import type { Evidence } from '../../evidence.ts';

/** Whether every line that was written until a moment was kept: of too many, those are that came first. */
export function isLogKept({ droppedLines, logs }: Evidence, until: number): boolean {
  return droppedLines === 0 || until < (logs.at(-1)?.at ?? -Infinity);
}

/** Says so in words, after a figure of lines; empty where all were kept. */
export function droppedWords({ droppedLines }: Evidence): string {
  return droppedLines === 0 ? '' : `; ${droppedLines} more were too many to be kept`;
}
