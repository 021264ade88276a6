/** A sample's value, in the spelling that Go's strconv.ParseFloat reads: `NaN`, `+Inf`, `-Inf`, else JavaScript's own. */
export function formatNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

/**
 * A bucket's bound, `1.0` and not `1`. OpenMetrics 1.0 (Canonical Numbers) asks for the point; the older format takes
 * both, and one spelling keeps a series the same whichever format a scrape negotiates.
 */
export function formatBound(bound: number): string {
  return Number.isInteger(bound) && Math.abs(bound) < 1e21 ? `${bound}.0` : formatNumber(bound);
}
