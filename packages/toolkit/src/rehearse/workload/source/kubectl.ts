import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readManifestText, type Manifests } from '../../../model/index.ts';

/** The longest that kubectl may take: it may fetch a base from afar. */
const TIMEOUT_MS = 120_000;

/**
 * What `kubectl kustomize` makes of a folder, for what our own reader does not carry out. Positions are lines of its output.
 * Undefined where there is no kubectl, or it fails too; a kustomization that it takes for invalid is a fault.
 */
export async function buildByKubectl(folder: string): Promise<Manifests | undefined> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['kustomize', folder], {
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 2 ** 20,
    });
    return readManifestText(stdout, `kubectl kustomize ${folder}`);
  } catch (error) {
    const message = refusalIn(error);
    // Any other failure may be of the network or of this kubectl.
    if (message === undefined) return undefined;
    return { objects: [], problems: [{ kind: 'schema', message }], lacksRemote: false };
  }
}

/** What kubectl says of a kustomization that it takes for invalid, plain or within a line of its log. */
function refusalIn(error: unknown): string | undefined {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const logged = /err="(invalid Kustomization: (?:\\.|[^"\\])*)"/
    .exec(said)?.[1]
    ?.replaceAll(String.raw`\"`, '"');
  const message = logged ?? /invalid Kustomization: .*/.exec(said)?.[0];
  return message === undefined ? undefined : `kubectl refuses it: ${message}`;
}
