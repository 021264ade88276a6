import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ToolkitError } from '../../../errors.ts';
import type { BuildCache } from '../../cache/index.ts';
import { SNAPSHOT, type DebianPackage } from './packages.ts';

/** Names another archive to fetch from, such as a mirror within a company. */
export const MIRROR_ENV = 'SEAWORTHY_DEBIAN_MIRROR';

/** Debian's own archive drops a version when the next one comes; its snapshots keep all. */
const archives = [
  'https://deb.debian.org/debian',
  `https://snapshot.debian.org/archive/debian/${SNAPSHOT}`,
] as const;

/**
 * The file of a Debian package, from the cache or an archive. Its content is checked, so that the transport needs no
 * trust.
 *
 * @throws ToolkitError SW_BASE_UNAVAILABLE with every archive that was asked, and SW_WRITE_FAILED
 */
export async function fetchPackage(
  { path, sha256 }: DebianPackage,
  { blobs, onFetch }: Pick<BuildCache, 'blobs' | 'onFetch'>,
): Promise<Buffer> {
  const digest = `sha256:${sha256}`;
  if ((await blobs.size(digest)) !== undefined) return blobs.read(digest);
  onFetch(basename(path));
  const mirror = process.env[MIRROR_ENV];
  const tried: string[] = [];
  for (const archive of mirror === undefined ? archives : [mirror.replace(/\/$/, '')]) {
    try {
      await blobs.addStream(await download(`${archive}/${path}`), digest);
      return await blobs.read(digest);
    } catch (error) {
      if (error instanceof ToolkitError && error.code === 'SW_WRITE_FAILED') throw error;
      tried.push(`${archive}/${path}: ${reasonOf(error)}`);
    }
  }
  throw new ToolkitError('SW_BASE_UNAVAILABLE', { what: tried.join('; ') });
}

async function download(url: string): Promise<Readable> {
  // A mirror within a company often speaks plain HTTP, as apt's do.
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
  if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
  return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
