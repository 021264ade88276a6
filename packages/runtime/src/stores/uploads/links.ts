import { createHmac, timingSafeEqual } from 'node:crypto';
import { revealed, type Secret } from '../../config/index.ts';
import { SeaworthyError } from '../../errors.ts';

/** Signed links to routes of the service's own. */
export interface LinkOptions {
  /** Where the service answers them by `Uploads.serve`: `/files`, or with scheme and host. */
  readonly baseUrl: string;
  /** Of 32 characters or more each. The first signs, all are accepted: a new one is put in front, and the old one removed
   * once its links have expired. */
  readonly secrets: readonly [string | Secret, ...(string | Secret)[]];
}

/** What a link says. */
export interface Link {
  readonly key: string;
  /** In seconds since the Unix epoch. */
  readonly expires: number;
  /** The name under which a browser saves it. */
  readonly filename: string | undefined;
  /** Whether a browser shows it where that is safe. */
  readonly inline: boolean;
  /** `Cache-Control` of the answer. */
  readonly cacheControl: string | undefined;
}

const MIN_SECRET = 32;

/** Signs links and reads them, with an HMAC over all that they say. */
export class Links {
  readonly #base: string;
  readonly #path: string;
  readonly #secrets: readonly string[];

  /** @throws SeaworthyError SW_DEFINITION where a secret is short */
  constructor({ baseUrl, secrets }: LinkOptions) {
    this.#base = baseUrl.replace(/\/$/, '');
    this.#path = new URL(this.#base, 'http://localhost').pathname.replace(/\/$/, '');
    this.#secrets = secrets.map(revealed);
    if (this.#secrets.every(({ length }) => length >= MIN_SECRET)) return;
    throw new SeaworthyError('SW_DEFINITION', {
      what: `A secret for links has fewer than ${MIN_SECRET} characters`,
      where: 'uploads links.secrets',
    });
  }

  sign(link: Link): string {
    const [secret = ''] = this.#secrets;
    const query = new URLSearchParams({
      expires: String(link.expires),
      ...(link.filename !== undefined && { name: link.filename }),
      ...(link.inline && { inline: '1' }),
      ...(link.cacheControl !== undefined && { cache: link.cacheControl }),
      signature: signatureOf(link, secret).toString('base64url'),
    });
    return `${this.#base}/${link.key}?${query.toString()}`;
  }

  /** The link of a request's path and query, where one of the secrets has signed it, expired or not. */
  verify(url: string): Link | undefined {
    const { pathname = '', searchParams } = URL.parse(url, 'http://localhost') ?? {};
    if (searchParams === undefined || !pathname.startsWith(`${this.#path}/`)) return undefined;
    const link: Link = {
      key: pathname.slice(this.#path.length + 1),
      expires: Number(searchParams.get('expires')),
      filename: searchParams.get('name') ?? undefined,
      inline: searchParams.get('inline') === '1',
      cacheControl: searchParams.get('cache') ?? undefined,
    };
    const given = Buffer.from(searchParams.get('signature') ?? '', 'base64url');
    return this.#secrets.some((secret) => isSame(given, signatureOf(link, secret))) ? link : undefined;
  }
}

function signatureOf({ key, expires, filename, inline, cacheControl }: Link, secret: string): Buffer {
  // As JSON, since a name may contain whatever would divide the parts.
  const said = JSON.stringify([key, expires, filename ?? null, inline, cacheControl ?? null]);
  return createHmac('sha256', secret).update(said).digest();
}

function isSame(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right);
}
