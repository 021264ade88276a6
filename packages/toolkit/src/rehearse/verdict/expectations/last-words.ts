import type { Evidence } from '../../evidence.ts';

/** How programs and runtimes name what ended them; what follows it is a stack trace, or the runtime's version. */
const telling = /error|exception|panic|fatal/i;

/** Of such a trace: a frame, whose functions may have such names too, or where Node.js says that an event was emitted. */
const frame = /^\s*at |^Emitted 'error' event/;

/** What a pod said last before it exited: the last line that names an error, or else the last one. */
export function lastWords(pod: string, logs: Evidence['logs']): string {
  const own = logs.filter((line) => line.pod === pod && line.text.trim() !== '');
  const line = own.findLast(({ text }) => telling.test(text) && !frame.test(text)) ?? own.at(-1);
  if (line === undefined) return 'it wrote nothing before it exited';
  return `it wrote: ${line.text.trim().slice(0, 300)}`;
}
