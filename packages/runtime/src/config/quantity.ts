/** Suffixes of a Kubernetes quantity (apimachinery pkg/api/resource/suffix.go) as numerator and denominator. */
const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 10n ** 9n],
  u: [1n, 10n ** 6n],
  m: [1n, 10n ** 3n],
  '': [1n, 1n],
  k: [10n ** 3n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [1n << 10n, 1n],
  Mi: [1n << 20n, 1n],
  Gi: [1n << 30n, 1n],
  Ti: [1n << 40n, 1n],
  Pi: [1n << 50n, 1n],
  Ei: [1n << 60n, 1n],
};

// The digits are bounded, so that no text makes an integer of millions of digits.
const FORM = /^\+?(?=\.?\d)(\d{0,30})(?:\.(\d{0,30}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/**
 * Reads an amount of memory or storage, a Kubernetes quantity such as `400Mi`, `1.5G` or `1024`.
 *
 * A part of a byte is rounded up, as `Quantity.Value()` does. The suffixes `m`, `u` and `n` are refused, though Kubernetes
 * takes them: `400m` is 0.4 bytes, and always meant as `400M` or `400Mi` (kubectl warns too, pkg/api/pod/warnings.go).
 *
 * @returns bytes
 * @throws RangeError when `text` is not such a quantity, is negative, or above `Number.MAX_SAFE_INTEGER`
 */
export function parseBytes(text: string): number {
  const quantity = read(text);
  const hint = /\dm$/.test(text.trim()) ? ' (a trailing m means thousandths of a byte)' : '';
  if (quantity === undefined || /[num]$/.test(text.trim()))
    throw new RangeError(`expected an amount of bytes, such as 400Mi or 1G${hint}`);
  const [numerator, denominator] = quantity;
  const bytes = Number((numerator + denominator - 1n) / denominator);
  if (!Number.isSafeInteger(bytes)) throw new RangeError('expected an amount of bytes below 8Pi');
  return bytes;
}

/**
 * Reads an amount of CPU, a Kubernetes quantity such as `2`, `0.5` or `500m`.
 *
 * @returns cores
 * @throws RangeError when `text` is not such a quantity or is negative
 */
export function parseCpu(text: string): number {
  const quantity = read(text);
  if (quantity === undefined) throw new RangeError('expected an amount of CPU, such as 2 or 500m');
  return Number(quantity[0]) / Number(quantity[1]);
}

/** An exact fraction: floating point would turn 1.1M into 1100000.0000000001. */
function read(text: string): readonly [bigint, bigint] | undefined {
  const [, whole, decimals = '', suffix = '', exponent = '0'] = FORM.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const [up, down] = suffixes[suffix] ?? [1n, 1n];
  const power = Number(exponent);
  const numerator = BigInt(whole + decimals) * up * 10n ** BigInt(Math.max(power, 0));
  return [numerator, 10n ** BigInt(decimals.length) * down * 10n ** BigInt(Math.max(-power, 0))];
}
