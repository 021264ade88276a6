const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

const FORM = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/**
 * Reads a duration: `250ms`, `30s`, `1.5h`, `1h30m` (the form of Go's time.ParseDuration, without its finer units), or
 * a bare number of seconds, as in Kubernetes' own `…Seconds` fields.
 *
 * @returns milliseconds
 * @throws RangeError when `text` is none of these, negative, or above `Number.MAX_SAFE_INTEGER` milliseconds
 */
export function parseDuration(text: string): number {
  const ms = read(text.trim());
  if (ms === undefined || ms > Number.MAX_SAFE_INTEGER)
    throw new RangeError('expected a duration, such as 250ms, 30s or 1h30m');
  return ms;
}

/** The shortest text that {@link parseDuration} reads as `ms` milliseconds, such as `30s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  const unit = (['h', 'm', 's'] as const).find((unit) => ms % unitMs[unit] === 0) ?? 'ms';
  return `${ms / unitMs[unit]}${unit}`;
}

function read(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * unitMs.s;
  if (!FORM.test(text)) return undefined;
  return text
    .matchAll(PART)
    .reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit as keyof typeof unitMs], 0);
}
