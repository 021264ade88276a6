import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readManifestText, type Manifests } from '../../../model/index.ts';

/** The longest that kubectl may take: it may fetch a base from afar. */
const TIMEOUT_MS = 120_000;

/**
 * What `kubectl kustomize` makes of a folder, for what our own reader does not carry out. Positions are lines of its output.
 * Undefined where there is no kubectl, or it fails too.
 */
export async function buildByKubectl(folder: string): Promise<Manifests | undefined> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['kustomize', folder], {
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 2 ** 20,
    });
    return readManifestText(stdout, `kubectl kustomize ${folder}`);
  } catch {
    return undefined;
  }
}
