import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../form/index.ts';

/** Unpacks the layers of a layout with one platform into a folder, as an engine does, and returns it. */
export function unpack(layout: string): string {
  const folder = scratch();
  const json = (path: string) => JSON.parse(readFileSync(join(layout, path), 'utf8')) as unknown;
  const blob = (digest: string) => join('blobs', digest.replace(':', '/'));
  const { manifests } = json('index.json') as { manifests: { digest: string }[] };
  const { layers } = json(blob(manifests[0]?.digest ?? '')) as { layers: { digest: string }[] };
  for (const { digest } of layers) execFileSync('tar', ['-xzf', join(layout, blob(digest)), '-C', folder]);
  return folder;
}
