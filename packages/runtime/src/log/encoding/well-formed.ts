/** A backslash of the text, a pair of surrogates (which is one character), or a surrogate by itself: in this order, each as JSON escapes it. */
const ESCAPED = /\\\\|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\ud[89a-f][\da-f]{2}/g;
const LONE_SIZE = String.raw`\ud800`.length;
/** How each of them begins, made once: most lines have none, and to make it took five times as long as to look for it. */
const BEGIN = String.raw`\ud`;

/**
 * A line of JSON whose lone surrogates, such as half of an emoji that a text was cut in, are U+FFFD. JSON.stringify escapes them, and strict
 * readers then refuse the whole line (RFC 8259 §8.2 leaves it open): serde_json, by which Vector reads, and orjson.
 */
export function wellFormed(line: string): string {
  if (!line.includes(BEGIN)) return line;
  return line.replace(ESCAPED, (escaped) => (escaped.length === LONE_SIZE ? '\u{fffd}' : escaped));
}
