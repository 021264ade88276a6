import { buffer } from 'node:stream/consumers';
import { ToolkitError } from '../../errors.ts';
import type { BlobStore } from '../cache/index.ts';
import type { Descriptor } from '../oci/index.ts';
import type { RegistryClient } from './client.ts';
import { retrying } from './retrying.ts';

/** What is told while a blob is uploaded. */
export type UploadEvent =
  | { readonly type: 'present' | 'mounted' | 'uploaded'; readonly digest: string; readonly size: number }
  | { readonly type: 'progress'; readonly digest: string; readonly sent: number; readonly size: number };

/** What an upload needs besides the blob. */
export interface UploadOptions {
  readonly client: RegistryClient;
  readonly blobs: BlobStore;
  /** Repositories of the registry that may have the blob already. */
  readonly sources: readonly string[];
  readonly onEvent: (event: UploadEvent) => void;
  /** Pause before the nth retry, in milliseconds. Default: as {@link retrying}. */
  readonly retryDelay?: (attempt: number) => number;
}

/** Sent at once, so that a broken connection costs no more than this. */
const CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Brings a blob into a repository: it is there, or mounted from another, or uploaded in chunks, going on where a broken
 * connection left off where the registry allows it (distribution-spec, "Pushing a blob in chunks").
 *
 * @throws ToolkitError SW_REGISTRY_UNREACHABLE after the last attempt, SW_REGISTRY_DENIED, SW_REGISTRY_REFUSED
 */
export async function uploadBlob({ digest, size }: Descriptor, options: UploadOptions): Promise<void> {
  const { client, sources, onEvent, retryDelay } = options;
  const there = await retrying(
    () => client.request(`blobs/${digest}`, { method: 'HEAD', expect: [404] }),
    retryDelay,
  );
  if (there.ok) return onEvent({ type: 'present', digest, size });
  let session: string | undefined;
  for (const source of sources) {
    const opened = await retrying(() => open(client, `?mount=${digest}&from=${source}`), retryDelay);
    if (opened === undefined) return onEvent({ type: 'mounted', digest, size });
    session = opened;
  }
  let location = session ?? (await retrying(() => open(client, ''), retryDelay)) ?? '';
  let sent = 0;
  let failed = false;
  const send = async () => {
    if (failed) ({ location, sent } = await resumed(client, location));
    failed = true;
    while (sent < size) {
      const chunk = await buffer(options.blobs.stream(digest, sent, Math.min(sent + CHUNK_BYTES, size)));
      const range = `${sent}-${sent + chunk.length - 1}`;
      const headers = { 'content-type': 'application/octet-stream', 'content-range': range };
      location = nextLocation(
        client,
        await client.request(location, { method: 'PATCH', headers, body: chunk }),
      );
      sent += chunk.length;
      onEvent({ type: 'progress', digest, sent, size });
    }
    const url = `${location}${location.includes('?') ? '&' : '?'}digest=${digest}`;
    await discard(await client.request(url, { method: 'PUT' }));
  };
  await retrying(send, retryDelay);
  onEvent({ type: 'uploaded', digest, size });
}

/** Opens an upload. Undefined where the blob was mounted instead. */
async function open(client: RegistryClient, query: string): Promise<string | undefined> {
  const response = await client.request(`blobs/uploads/${query}`, { method: 'POST' });
  if (response.status !== 201) return nextLocation(client, response);
  await discard(response);
  return undefined;
}

/** Where an upload that broke goes on. A registry that no longer knows it gets all again: distribution 2 does where a chunk broke. */
async function resumed(
  client: RegistryClient,
  location: string,
): Promise<{ location: string; sent: number }> {
  try {
    return await state(client, location);
  } catch (error) {
    if (!(error instanceof ToolkitError) || error.code !== 'SW_REGISTRY_REFUSED') throw error;
    return { location: (await open(client, '')) ?? '', sent: 0 };
  }
}

/** How much of an upload has arrived. */
async function state(client: RegistryClient, location: string): Promise<{ location: string; sent: number }> {
  const response = await client.request(location);
  const last = /^(?:bytes=)?\d+-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1];
  // `0-0` is also what registries answer for nothing at all.
  const sent = last === undefined || last === '0' ? 0 : Number(last) + 1;
  return { location: nextLocation(client, response), sent };
}

function nextLocation(client: RegistryClient, response: Response): string {
  void discard(response);
  const location = response.headers.get('location');
  if (location !== null) return new URL(location, response.url).href;
  throw new ToolkitError('SW_REGISTRY_REFUSED', {
    what: 'The registry gave no address to upload to',
    where: client.registry,
  });
}

/** An answer that is not read holds its connection. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}
