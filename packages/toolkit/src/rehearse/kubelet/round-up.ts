/** As many decimal digits as a double keeps of every number. */
const DIGITS = 15;

/**
 * The whole number of a quantity's units, as Kubernetes counts them (apimachinery api/resource Value and MilliValue):
 * rounded up, where more than binary fractions keeps it from being whole. `0.35` cores are 350 thousandths, not 351.
 *
 * @param scale how many units one is. Default 1
 */
export function roundUp(value: number, scale = 1): number {
  const scaled = value * scale;
  return Number.isInteger(scaled) ? scaled : Math.ceil(Number(scaled.toPrecision(DIGITS)));
}
