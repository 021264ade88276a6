import { expect, test } from 'vitest';
import type { UploadEvent } from '../../../image/index.ts';
import { uploadProgress } from './progress.ts';

const events: readonly UploadEvent[] = [
  { type: 'present', digest: 'sha256:aaaaaaaaaaaaaaaa', size: 10 },
  { type: 'progress', digest: 'sha256:bbbbbbbbbbbbbbbb', sent: 8, size: 32 },
  { type: 'progress', digest: 'sha256:cccccccccccccccc', sent: 5, size: 10 },
  { type: 'uploaded', digest: 'sha256:bbbbbbbbbbbbbbbb', size: 32 },
];

/** What is written for the events to a stream that is a terminal, or isn't. */
function shown(isTTY: boolean): string[] {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  const progress = uploadProgress(stream);
  for (const event of events) progress.onEvent(event);
  progress.end();
  return written;
}

test('a terminal shows every blob that is under way, in one line that goes at the end', () => {
  const clear = '\r\u001b[K';
  expect(shown(true)).toEqual([
    clear,
    `${clear}bbbbbbbbbbbb 25 %`,
    `${clear}bbbbbbbbbbbb 25 %  cccccccccccc 50 %`,
    `${clear}cccccccccccc 50 %`,
    clear,
  ]);
});

test('elsewhere there is a line for each blob that is done', () => {
  expect(shown(false)).toEqual(['aaaaaaaaaaaa present\n', 'bbbbbbbbbbbb uploaded\n']);
});
