/** Powers of ten: to multiply by 0.001 is not to divide by 1000, and `9m` is `0.009`. */
const decimals: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const binaries: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A Kubernetes quantity as a number of bytes or cores: `400Mi`, `500m`, `1e3`, `2`. Undefined for anything else
 * (apimachinery pkg/api/resource/quantity.go). Space around it does not count (`UnmarshalJSON`).
 */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value.trim());
  if (match === null) return undefined;
  const [, digits, exponent, suffix = ''] = match;
  const binary = binaries[suffix];
  return binary === undefined
    ? Number(`${digits}e${exponent ?? decimals[suffix] ?? 0}`)
    : Number(digits) * binary;
}

/** Bytes in the largest binary unit that keeps them whole: `256Mi`. */
export function formatBytes(bytes: number): string {
  const whole = Math.floor(bytes);
  const unit = ['Gi', 'Mi', 'Ki'].find((name) => whole % (binaries[name] ?? 1) === 0);
  return unit === undefined || whole === 0 ? String(whole) : `${whole / (binaries[unit] ?? 1)}${unit}`;
}
