/** Of pods: a number, or a share of them in per cent. */
export type Amount = number | string;

/** What is wrong with an amount (`ValidatePositiveIntOrPercent`). */
export function amountFault(amount: Amount): string | undefined {
  if (typeof amount === 'number') return amount < 0 ? 'it may not be negative' : undefined;
  return /^\d+%$/.test(amount)
    ? undefined
    : 'it is a number of pods (1, without quotes) or a share of them (25%)';
}

/** What is wrong with an amount that is at most all pods (`IsNotMoreThan100Percent`). */
export function partFault(amount: Amount): string | undefined {
  const isTooMuch = typeof amount === 'string' && Number.parseInt(amount, 10) > 100;
  return amountFault(amount) ?? (isTooMuch ? 'it may not be more than 100 %' : undefined);
}

/** Whether it is stated, and 0. */
export function isNone(amount: Amount | undefined): boolean {
  return amount !== undefined && Number.parseInt(String(amount), 10) === 0;
}
