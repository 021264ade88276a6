// What JSON must escape (RFC 8259 section 7), and surrogates, of which a lone one is no valid UTF-8.
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The inside of a JSON string, without its quotes. Most texts of a request need no escaping, and are only looked at. */
export function escapeJson(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}
