import { HttpError } from '../../../errors.ts';

/** Headers as node gives them: names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The SHA-256 among the digests of a header: `sha-256=:…:` (RFC 9530 §2, a dictionary of RFC 9651). */
const SHA_256 = /(?:^|,)\s*sha-256\s*=\s*(?::([^:]*):|[^,]*)/i;
const LENGTH = 32;

/**
 * The SHA-256 that the client gave of the content, in `Repr-Digest` or `Content-Digest` (RFC 9530). Undefined where it gave
 * none; other algorithms are not looked at.
 *
 * @throws HttpError SW_UPLOAD_DIGEST, 400, where it is malformed
 */
export function digestOf(headers: Headers): Buffer | undefined {
  for (const name of ['repr-digest', 'content-digest']) {
    const value = headers[name];
    const found = SHA_256.exec(typeof value === 'object' ? value.join(',') : (value ?? ''));
    if (found === null) continue;
    const digest = Buffer.from(found[1] ?? '', 'base64');
    if (digest.length === LENGTH) return digest;
    throw new HttpError(
      'SW_UPLOAD_DIGEST',
      {
        what: `The header ${name} holds no SHA-256`,
        fix: 'Send `sha-256=:` and 44 characters of Base64 and `:`.',
      },
      { status: 400, expose: true },
    );
  }
  return undefined;
}
