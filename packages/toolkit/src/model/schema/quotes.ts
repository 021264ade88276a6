/**
 * What to do about a value that YAML reads as another type for its quotes, or for want of them: `value: 8080` of a variable, and
 * `replicas: "3"`. Of any other value nothing.
 *
 * @param fits whether a value is of the type that is expected
 */
export function quotesFix(value: unknown, fits: (value: unknown) => boolean): { readonly fix?: string } {
  const isUnquoted = typeof value === 'number' || typeof value === 'boolean';
  if (isUnquoted && fits('') && !fits(1)) {
    const what = typeof value === 'number' ? 'a number' : 'true or false, as y, yes and on are, too';
    return { fix: `Put it in quotes: without them YAML reads ${what}.` };
  }
  const isPlain = typeof value === 'string' && /^(?:-?[1-9]\d*|0|true|false)$/.test(value);
  return isPlain && fits(JSON.parse(value)) ? { fix: 'Take the quotes away.' } : {};
}
