/** Tells of every value that was there before. */
export function checkUnique(
  values: readonly (string | undefined)[],
  tell: (index: number, value: string) => void,
): void {
  const seen = new Set<string>();
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    if (seen.has(value)) tell(index, value);
    seen.add(value);
  }
}
