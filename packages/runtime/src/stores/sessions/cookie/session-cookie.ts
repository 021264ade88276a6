import { randomBytes } from 'node:crypto';
import { SeaworthyError } from '../../../errors.ts';
import { cookieValues } from './cookie-header.ts';
import { Signer, type SigningKeys } from './signer.ts';

/** The cookie that carries a session's id. It is always HttpOnly, with the path `/`. */
export interface CookieOptions {
  /**
   * Its name, before any prefix: `__Host-` without a domain and `__Secure-` with one bind browsers to what is set here
   * (RFC 6265bis §4.1.3). Default `session`.
   */
  readonly name?: string;
  /** Sent over HTTPS only. False only for development without TLS, where there is no prefix either. Default true. */
  readonly secure?: boolean;
  /** Which requests from other sites carry it: `Lax` none but links that are followed. Default `Lax`. */
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
  /** Shares it with all hosts of the domain, each of which can then set it. Default: this host alone. */
  readonly domain?: string;
}

/** 192 bits, more than anybody can guess; NIST SP 800-63B §7.1 asks for 64. */
const ID_BYTES = 24;

/** `ID.SIGNATURE`, both base64url without padding. */
const VALUE = /^([\w-]{32})\.([\w-]{43})$/;

// RFC 6265 §4.1.1 (a token of RFC 9110), and what a domain name is made of.
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const DOMAIN = /^[a-z\d.-]+$/i;

/** Writes and reads the cookie. */
export class SessionCookie {
  /** With its prefix. */
  readonly name: string;
  readonly #attributes: string;
  readonly #signer: Signer;

  /** @throws SeaworthyError SW_SESSION_SETTINGS for what browsers would refuse */
  constructor(options: CookieOptions, keys: SigningKeys) {
    const { name = 'session', secure = true, sameSite = 'Lax', domain } = options;
    if (!NAME.test(name)) throw invalid('`name` may hold only letters, digits and such as - and _', 'name');
    if (domain !== undefined && !DOMAIN.test(domain)) throw invalid('`domain` is no host name', 'domain');
    if (sameSite === 'None' && !secure) throw invalid('SameSite=None needs `secure`', 'sameSite');
    this.name = `${prefix(secure, domain)}${name}`;
    const scope = domain === undefined ? '' : `; Domain=${domain}`;
    this.#attributes = `; Path=/${scope}; HttpOnly${secure ? '; Secure' : ''}; SameSite=${sameSite}`;
    this.#signer = new Signer(keys);
  }

  /** @throws SeaworthyError SW_SESSION_SETTINGS where there is no key to sign with, or one is too short */
  checkKeys(): void {
    this.#signer.sign('');
  }

  /** A new session's id. */
  newId(): string {
    return randomBytes(ID_BYTES).toString('base64url');
  }

  /** The id that a request carries with a signature of ours; undefined without one. */
  idIn(header: string): string | undefined {
    for (const value of cookieValues(header, this.name)) {
      const [, id = '', signature = ''] = VALUE.exec(value) ?? [];
      if (id !== '' && this.#signer.verifies(this.#signed(id), signature)) return id;
    }
    return undefined;
  }

  /** The `Set-Cookie` that has a browser keep `id` for so many milliseconds. */
  set(id: string, ms: number): string {
    const signature = this.#signer.sign(this.#signed(id));
    return `${this.name}=${id}.${signature}; Max-Age=${Math.ceil(ms / 1000)}${this.#attributes}`;
  }

  /** The `Set-Cookie` that has a browser forget it. */
  get cleared(): string {
    return `${this.name}=; Max-Age=0${this.#attributes}`;
  }

  /** With its name, so that no signature of the same keys for another purpose passes. */
  #signed(id: string): string {
    return `${this.name}=${id}`;
  }
}

function prefix(secure: boolean, domain: string | undefined): string {
  if (!secure) return '';
  return domain === undefined ? '__Host-' : '__Secure-';
}

function invalid(what: string, option: keyof CookieOptions): SeaworthyError {
  return new SeaworthyError('SW_SESSION_SETTINGS', { what, where: `cookie.${option} of sessions` });
}
