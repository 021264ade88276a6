/** Milliseconds for people: `12 ms`, `0.42 s`, `12.3 s`, `2 min 05 s`. */
export function formatDuration(ms: number): string {
  const magnitude = Math.abs(ms);
  if (magnitude < 100) return `${round(ms, magnitude < 10 ? 1 : 0)} ms`;
  if (magnitude < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (magnitude < 119_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(magnitude / 1000);
  const sign = ms < 0 ? '-' : '';
  return `${sign}${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function round(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
