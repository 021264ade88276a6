import { runChild } from '../../child-process/run-child.ts';

/** The longest that kubectl may take: it may fetch a base from afar. */
const TIMEOUT_MS = 120_000;

/** What `kubectl kustomize` writes for a folder, or why it refuses to, in its own words. */
export type KubectlBuild = { readonly text: string } | { readonly refusal: string };

/** What kubectl asks a flag of kustomize for, as others that build the same folder may have it: for charts and for plugins. */
const NEEDS_FLAG = /--enable-|external plugins disabled/;

/**
 * Runs `kubectl kustomize` on a folder. Undefined where there is no kubectl that runs, where it may have failed for want of a
 * network, or where it would need a flag for charts or plugins.
 *
 * @param isRemote whether the folder names something remote
 */
export async function buildByKubectl(folder: string, isRemote: boolean): Promise<KubectlBuild | undefined> {
  try {
    return { text: await runChild('kubectl', ['kustomize', folder], { timeout: TIMEOUT_MS }) };
  } catch (error) {
    // The code is a number where the program itself came to an end, and not `ENOENT`, a signal or too long an output.
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (typeof code !== 'number' || isRemote || NEEDS_FLAG.test(stderr)) return undefined;
    const reason = reasonOf(stderr);
    return reason === undefined
      ? undefined
      : { refusal: `kubectl kustomize ${folder} refuses it: ${reason}` };
  }
}

/**
 * kubectl's own words, without their form: `error: …`, or its log's `E1128 06:18:08.810333 27864 run.go:72] "command failed"
 * err="…"`. Undefined where they have neither, as those of a version manager's shim that found no kubectl.
 */
function reasonOf(stderr: string): string | undefined {
  const form = /^(?:error: (.*)|E\d{4} [^\n]*"command failed" err=(?:"(.*)"|<(.*)>))$/ms;
  const [, plain, quoted, lines] = form.exec(stderr.trim()) ?? [];
  return (quoted?.replaceAll(/\\(["\\])/g, '$1') ?? lines ?? plain)?.trim();
}
