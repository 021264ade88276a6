import type { BaseComponent } from '../base/index.ts';
import type { InstalledPackage } from '../bundle/index.ts';
import type { Component } from './cyclonedx.ts';

/** An npm package as a component (purl-spec, type `npm`: the scope's `@` is encoded). */
export function npmComponent({
  name,
  version,
  licence,
}: Omit<InstalledPackage, 'root' | 'carried'>): Component {
  return { type: 'library', name, version, licence, purl: `pkg:npm/${name.replace('@', '%40')}@${version}` };
}

/** A Go module as a component; one without a version is a folder in its place. */
export function goComponent({
  name,
  version,
}: {
  readonly name: string;
  readonly version: string | undefined;
}): Component {
  const purl = `pkg:golang/${name}${version === undefined ? '' : `@${version}`}`;
  return { type: 'library', name, version, purl };
}

export function nodeComponent(version: string, sha256: string): Component {
  return {
    type: 'application',
    name: 'node',
    version,
    licence: 'MIT',
    sha256,
    purl: `pkg:generic/node@${version}`,
  };
}

export function debianComponent({ name, version, purl, sha256 }: BaseComponent): Component {
  return { type: 'library', name, version, purl, sha256 };
}
