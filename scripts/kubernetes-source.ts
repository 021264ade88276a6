import { execFileSync } from 'node:child_process';

/** One release of each supported minor version, oldest first; the rules of 1.36 are rehearsed. */
export const releases = {
  '1.34': 'v1.34.4',
  '1.35': 'v1.35.4',
  '1.36': 'v1.36.3',
  '1.37': 'v1.37.2',
} as const;

/**
 * The folder with Kubernetes' source of a release, read-only, from Go's module proxy.
 *
 * @param release such as `v1.36.3`
 * @throws Error where Go is missing or the module can't be had
 */
export function kubernetesSource(release: string): string {
  const listing = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${release}`], {
    encoding: 'utf8',
  });
  return (JSON.parse(listing) as { Dir: string }).Dir;
}

/** The version of Kubernetes' own modules in a release: they are published as v0 of the same number, and its `go.mod` names folders. */
export function ownModulesVersion(release: string): string {
  return release.replace('v1.', 'v0.');
}
