import { createHash } from 'node:crypto';

/** A part of the image. */
export interface Component {
  readonly type: 'application' | 'library' | 'operating-system';
  readonly name: string;
  readonly version: string | undefined;
  /** Package URL (purl-spec). */
  readonly purl: string;
  /** An SPDX expression, as package.json has it. */
  readonly licence?: string | undefined;
  /** Hexadecimal. */
  readonly sha256?: string | undefined;
}

/** What the bill is of. */
export interface Bill {
  readonly subject: Component;
  readonly components: readonly Component[];
  /** In seconds since the Unix epoch. */
  readonly time: number;
}

/** Media type of a CycloneDX document. */
export const SBOM_MEDIA_TYPE = 'application/vnd.cyclonedx+json';

/** A bill of materials in CycloneDX 1.6 (ECMA-424). The same parts give the same bytes; its number follows from them. */
export function billOfMaterials({ subject, components, time }: Bill): Buffer {
  const parts = [...new Map(components.map((it) => [it.purl, it])).values()]
    .toSorted((a, b) => (a.purl < b.purl ? -1 : 1))
    .map(componentOf);
  const body = {
    metadata: { timestamp: new Date(time * 1000).toISOString(), component: componentOf(subject) },
    components: parts,
    dependencies: [{ ref: subject.purl, dependsOn: parts.map((it) => it.purl) }],
  };
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    version: 1,
    ...body,
  };
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
}

function componentOf({ type, name, version, purl, licence, sha256 }: Component) {
  return {
    type,
    'bom-ref': purl,
    name,
    ...(version === undefined ? {} : { version }),
    ...(licence === undefined ? {} : { licenses: [licenceOf(licence)] }),
    ...(sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: sha256 }] }),
    purl,
  };
}

/** Anything that isn't an SPDX expression is a name: an unknown identifier would make the document invalid. */
function licenceOf(licence: string) {
  return / (AND|OR|WITH) /.test(licence) ? { expression: licence } : { license: { name: licence } };
}

/** A UUID that is made of content (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
