import { ToolkitError } from '../../errors.ts';

/** The name of an image in a registry, in parts. */
export interface Reference {
  /** With its port, such as `localhost:5000`. */
  readonly registry: string;
  /** Such as `library/debian`. */
  readonly repository: string;
  /** Default `latest` where there is no digest either. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The grammar of distribution's reference package (reference/regexp.go). */
const grammar =
  /^(?<name>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** Where docker's own short names lead. */
const DOCKER_HUB = 'docker.io';

/**
 * Reads `registry/repository:tag@digest`. Without a registry it is Docker Hub's, as for docker and podman.
 *
 * @param fix what to do where it is no name. Default: the catalogue's advice
 * @throws ToolkitError SW_IMAGE_REFERENCE
 */
export function parseReference(text: string, fix?: string): Reference {
  const [first = '', ...rest] = text.split('/');
  const named = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const parts = grammar.exec(named ? rest.join('/') : text)?.groups;
  if (parts === undefined)
    throw new ToolkitError('SW_IMAGE_REFERENCE', { what: `"${text}" is not the name of an image`, fix });
  const { name = '', tag, digest } = parts;
  const registry = named ? first : DOCKER_HUB;
  return {
    registry,
    repository: registry === DOCKER_HUB && !name.includes('/') ? `library/${name}` : name,
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest,
  };
}

/** The whole name, as an engine stores it. */
export function formatReference({ registry, repository, tag, digest }: Reference): string {
  const suffix = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return `${registry}/${repository}${suffix}`;
}
