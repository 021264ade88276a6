import { debianPackages, debianRelease } from './debian/index.ts';
import type { BaseContent } from './minimal-base.ts';

/** A package of the base, for the bill of materials. */
export interface BaseComponent {
  readonly name: string;
  readonly version: string;
  /** Package URL (purl-spec, type `deb`). */
  readonly purl: string;
  readonly sha256: string;
}

export function debianComponents(content: BaseContent): BaseComponent[] {
  const { codename, version: release } = debianRelease;
  return debianPackages(content.architecture, content).map(({ name, version, path, sha256 }) => {
    const architecture = /_([a-z0-9]+)\.deb$/.exec(path)?.[1] ?? content.architecture;
    const qualifiers = `arch=${architecture}&distro=debian-${release}&codename=${codename}`;
    const encoded = [name, version].map((part) => encodeURIComponent(part));
    return { name, version, sha256, purl: `pkg:deb/debian/${encoded.join('@')}?${qualifiers}` };
  });
}
