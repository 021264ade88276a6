/**
 * The methods that the semantic conventions know: RFC 9110, PATCH (RFC 5789) and QUERY. `_OTHER` comes first, so that
 * what is not found has index 0.
 */
const methods = [
  '_OTHER',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
] as const;

const indices = new Map<string, number>(methods.map((method, index) => [method, index]));

/** How many methods are told apart. */
export const methodCount = methods.length;

// Most requests have the method of the last.
let last = '';
let lastIndex = 0;

/** A small number for a method, 0 for an unknown one. Methods are case-sensitive (RFC 9110, 9.1). */
export function methodIndex(method: string): number {
  if (method !== last) {
    last = method;
    lastIndex = indices.get(method) ?? 0;
  }
  return lastIndex;
}

/** The label's value for a number of {@link methodIndex}. */
export function methodName(index: number): string {
  return methods[index] ?? '_OTHER';
}

/** A span's name by its request's method: `HTTP` stands for one that is not known (HTTP semantic conventions, "Name"). */
export function methodSpanName(method: string): string {
  const known = knownMethod(method);
  return known === '_OTHER' ? 'HTTP' : known;
}

/** `http.request.method` of the conventions: low in cardinality, whatever a client sends; `_OTHER` for an unknown one. */
export function knownMethod(method: string): string {
  return methodName(methodIndex(method));
}
