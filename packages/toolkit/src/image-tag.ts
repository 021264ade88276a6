/**
 * The tag for a version: `_` stands for what no tag may hold (https://github.com/opencontainers/distribution-spec, "Pulling
 * manifests"), such as the `+` before a build's number (semver.org, item 10), as with Helm's charts in registries.
 */
export function imageTag(version: string): string {
  return version
    .replaceAll(/[^\w.-]/g, '_')
    .replace(/^[.-]/, '_')
    .slice(0, 128);
}
