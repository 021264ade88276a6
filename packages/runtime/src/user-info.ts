/**
 * A text that may be a URL or hold one, without user and password (userinfo, RFC 3986 section 3.2.1): all from the first
 * `//` to the last `@`. A password should be percent-encoded, but one with `/` or `@` is often why a URL is refused, and
 * must not show just then; a path with an `@` loses its host to that.
 *
 * @param mark what stands in their place
 */
export function hideUserInfo(text: string, mark: string): string {
  const start = text.indexOf('//') + 2;
  const end = text.lastIndexOf('@');
  return start < 2 || end < start ? text : text.slice(0, start) + mark + text.slice(end);
}
