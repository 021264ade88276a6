import generated from './kubernetes.generated.json' with { type: 'json' };

/** A field of a type. */
export interface Field {
  /** A type of the table, or `string`, `integer`, `number`, `boolean`, `quantity`, `intOrString`, `object`, `any`. */
  readonly type: string;
  /** Absent: a single value. */
  readonly form?: 'list' | 'map';
  /** The field by which a strategic merge tells the list's items apart. */
  readonly mergeKey?: string;
  /** A strategic merge adds to a list of plain values. */
  readonly merge?: true;
  readonly required?: true;
  /** The first supported version that has it. Absent: all have. */
  readonly since?: string;
  /** The first supported version that no longer has it. */
  readonly until?: string;
}

/** The fields of a type, by name. */
export type Fields = Readonly<Record<string, Field>>;

const { versions, kinds, types } = generated as unknown as {
  versions: readonly string[];
  kinds: Readonly<Record<string, string>>;
  types: Readonly<Record<string, Fields>>;
};

/** The Kubernetes versions whose schemas are known, oldest first. */
export const kubernetesVersions: readonly string[] = versions;

/** The name of the type of a kind; undefined for kinds that are passed on unread. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  return kinds[`${apiVersion} ${kind}`];
}

/** The API versions under which a kind of this name is known. */
export function apiVersionsOf(kind: string): string[] {
  return Object.keys(kinds).flatMap((key) => (key.endsWith(` ${kind}`) ? [key.split(' ')[0] ?? ''] : []));
}

/** The kinds that are known of an API group, such as `apps`; the core group is empty. */
export function kindsOfGroup(group: string): string[] {
  return Object.keys(kinds).flatMap((key) => {
    const [apiVersion = '', kind = ''] = key.split(' ');
    return groupOf(apiVersion) === group ? [kind] : [];
  });
}

/** The group of `apps/v1`; that of `v1` is empty. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** Whether an API version is of a group that custom resources live in: those with a dot, but for Kubernetes' own. */
export function isCustomGroup(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** The fields of a type of the table; undefined for plain values. */
export function fieldsOf(type: string): Fields | undefined {
  return types[type];
}
