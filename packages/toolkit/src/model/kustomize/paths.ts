import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { isWithin } from '../../file-system/is-within.ts';
import type { Position } from '../position.ts';
import type { Problem } from '../problem.ts';

/** A path that the kustomization of a folder names, as it is opened and as positions name it. */
export function pathIn(folder: string, path: string): string {
  return isAbsolute(path) ? normalize(path) : join(folder, path);
}

/** What kustomize would fetch: a URL, a user at a host, or a repository of GitHub (kustomize api/internal/git/repospec.go). */
export function isRemote(path: string): boolean {
  return /^(git::|[a-z]+:\/\/|[^/@]+@[^/@]+[/:]|github\.com[/:])/i.test(path);
}

/**
 * That a file stands outside of the folder whose kustomization names it, links followed: kustomize opens none of those, though
 * folders may be anywhere (kustomize api/internal/loader/loadrestrictions.go). Undefined where it is inside, or not there.
 */
export async function outsideProblem(
  folder: string,
  file: string,
  position: Position | undefined,
): Promise<Problem | undefined> {
  try {
    const [root, parent] = await Promise.all([realpath(folder), realpath(file).then(dirname)]);
    if (isWithin(root, parent)) return undefined;
  } catch {
    return undefined;
  }
  const unrestricted = `kubectl kustomize --load-restrictor LoadRestrictionsNone ${folder}`;
  return {
    kind: 'restriction',
    message: `the file ${file} is not in or below ${folder}, and kustomize opens no other`,
    fix: `Move it there, or let a kustomization beside it be a resource or component here. Where it is built without this restriction, name what \`${unrestricted}\` writes instead.`,
    position,
  };
}
