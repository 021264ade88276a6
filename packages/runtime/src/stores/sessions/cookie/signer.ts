import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Secret } from '../../../config/index.ts';
import { SeaworthyError } from '../../../errors.ts';

/** A key shorter than the hash's own 32 bytes weakens it (RFC 2104 §3). */
const MIN_KEY_BYTES = 32;

/**
 * The keys of signatures, newest first. Asked at every use, so that a reload of the configuration takes effect; where one brings
 * no usable keys, those before it stay, and a process warning says so.
 */
export type SigningKeys = () => readonly Secret[];

/** Signs by HMAC-SHA256 with the newest key, and verifies by all of them. */
export class Signer {
  readonly #source: SigningKeys;
  #secrets: readonly Secret[] = [];
  #keys: readonly KeyObject[] = [];

  constructor(source: SigningKeys) {
    this.#source = source;
  }

  /**
   * The signature of `text`: 43 characters of base64url.
   *
   * @throws SeaworthyError SW_SESSION_SETTINGS where there is no key, or one is too short, and none has been usable before
   */
  sign(text: string): string {
    const [newest] = this.#current();
    if (newest === undefined) throw missing();
    return signature(newest, text);
  }

  /** @throws SeaworthyError SW_SESSION_SETTINGS where a key is too short, and none has been usable before */
  verifies(text: string, given: string): boolean {
    const bytes = Buffer.from(given);
    return this.#current().some((key) => {
      const expected = Buffer.from(signature(key, text));
      return bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
  }

  #current(): readonly KeyObject[] {
    const secrets = this.#source();
    if (areSame(secrets, this.#secrets)) return this.#keys;
    try {
      if (secrets.length === 0 && this.#keys.length > 0) throw missing();
      this.#keys = secrets.map(keyOf);
    } catch (error) {
      if (this.#keys.length === 0 || !(error instanceof SeaworthyError)) throw error;
      // Without them everybody would be logged out, or answered by an error.
      process.emitWarning(error);
    }
    this.#secrets = secrets;
    return this.#keys;
  }
}

/** A source may make its array anew at each use. */
function areSame(some: readonly Secret[], others: readonly Secret[]): boolean {
  if (some === others) return true;
  return (
    some.length === others.length &&
    some.every((secret, index) => secret.reveal() === others[index]?.reveal())
  );
}

function keyOf(secret: Secret, index: number): KeyObject {
  const bytes = Buffer.from(secret.reveal());
  if (bytes.length < MIN_KEY_BYTES)
    throw invalid(`Key ${index + 1} has ${bytes.length} bytes, and needs ${MIN_KEY_BYTES} or more`);
  return createSecretKey(bytes);
}

function signature(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function missing(): SeaworthyError {
  return invalid('There is no key to sign with');
}

function invalid(what: string): SeaworthyError {
  return new SeaworthyError('SW_SESSION_SETTINGS', {
    what,
    where: 'keys of sessions',
    fix: 'Give keys of 32 random bytes or more, such as from `openssl rand -base64 32`, the newest first.',
  });
}
