import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { Turns } from './turns.ts';

/**
 * Argon2id with 19 MiB, two passes and one lane: the first choice of OWASP's Password Storage Cheat Sheet. It is Node's own
 * (OpenSSL's), so that the service stays one bundled file.
 */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Two at once: each takes a thread of libuv's pool of four for some 50 ms, and files, DNS look-ups and compression need the
 * others; and 19 MiB, which a pod has to have. With 50 in line, the last waits for little more than a second.
 */
const turns = new Turns(2, 50);

/** A PHC string (https://github.com/P-H-C/phc-string-format): the parameters stay with the hash, so that they can grow. */
const STORED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** What is stored of a password. Where `signal` aborts while it is in line, it is not made. */
export async function hashPassword(password: string, signal?: AbortSignal): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await derive(password, { ...COST, nonce, tagLength: HASH_BYTES }, signal);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(hash)}`;
}

/**
 * Whether `password` is the one that `stored` was made of. Where there is no such user, and so nothing stored, it takes as
 * long, that nobody may find out by the time. Where `signal` aborts while it is in line, it is not compared.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', hash = ''] = STORED.exec(stored ?? NOBODY) ?? [];
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(
    password,
    {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      nonce: Buffer.from(salt, 'base64'),
      tagLength: expected.length,
    },
    signal,
  );
  return timingSafeEqual(actual, expected) && stored !== undefined;
}

/** Unicode has several forms of one text, and keyboards differ in which they type (NIST SP 800-63B-4, section 3.1.1.2). */
function derive(
  password: string,
  parameters: Omit<Argon2Parameters, 'message'>,
  signal?: AbortSignal,
): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'));
  return turns.run(() => promisify(argon2)('argon2id', { ...parameters, message }), signal);
}

/** PHC strings have no padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(Buffer.alloc(SALT_BYTES))}$${base64(Buffer.alloc(HASH_BYTES))}`;
