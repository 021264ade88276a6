/** A target that names scheme and host, as clients send it to proxies (absolute-form, RFC 9112 §3.2.2). */
const absoluteForm = /^https?:\/\/([^/?#]*)/i;

/** The host, and port, that an absolute target names; undefined of any other. It counts instead of the field `Host`. */
export function authorityOf(target: string): string | undefined {
  return absoluteForm.exec(target)?.[1];
}

/** The path that a target asks for, without the query: `*` where it asks for the server itself. */
export function pathOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(absoluteForm, '');
  const query = path.indexOf('?');
  return (query === -1 ? path : path.slice(0, query)) || '/';
}
