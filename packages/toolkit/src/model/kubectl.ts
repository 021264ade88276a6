import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The longest that kubectl may take: it may fetch a base from afar. */
const TIMEOUT_MS = 120_000;

/** What `kubectl kustomize` writes for a folder, or why it refuses to, in its own words. */
export type KubectlBuild = { readonly text: string } | { readonly refusal: string };

/**
 * Runs `kubectl kustomize` on a folder. Undefined where there is no kubectl, where it may have failed for want of a network, or
 * where it would need a flag for Helm.
 *
 * @param isRemote whether the folder names something remote
 */
export async function buildByKubectl(folder: string, isRemote: boolean): Promise<KubectlBuild | undefined> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['kustomize', folder], {
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 2 ** 20,
    });
    return { text: stdout };
  } catch (error) {
    // The code is a number where kubectl itself came to an end, and not `ENOENT`, a signal or too long an output.
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (typeof code !== 'number' || isRemote || stderr.includes('--enable-helm')) return undefined;
    return { refusal: `kubectl kustomize ${folder} refuses it: ${reasonOf(stderr)}` };
  }
}

/** kubectl's own words, without the form of its log: `E1128 06:18:08.810333 27864 run.go:72] "command failed" err="…"`. */
function reasonOf(stderr: string): string {
  const text = stderr.trim();
  const [, quoted, lines] = /err=(?:"(.*)"|<(.*)>)$/s.exec(text) ?? [];
  return (quoted?.replaceAll(/\\(["\\])/g, '$1') ?? lines ?? text).trim();
}
