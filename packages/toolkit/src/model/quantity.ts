const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A Kubernetes quantity as a number of bytes or cores: `400Mi`, `500m`, `1e3`, `2`. Undefined for anything else
 * (apimachinery pkg/api/resource/quantity.go).
 */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value);
  if (match === null) return undefined;
  const [, digits, exponent, suffix = ''] = match;
  return Number(digits) * (exponent === undefined ? (suffixes[suffix] ?? 1) : 10 ** Number(exponent));
}

/** Bytes in the largest binary unit that keeps them whole: `256Mi`. */
export function formatBytes(bytes: number): string {
  const whole = Math.floor(bytes);
  const unit = ['Gi', 'Mi', 'Ki'].find((name) => whole % (suffixes[name] ?? 1) === 0);
  return unit === undefined || whole === 0 ? String(whole) : `${whole / (suffixes[unit] ?? 1)}${unit}`;
}
