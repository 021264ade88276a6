import leven from 'leven';
import { isMap } from '../is-map.ts';
import { parseQuantity } from '../quantity.ts';
import type { KubernetesObject } from '../object.ts';
import type { PathStep } from '../position.ts';
import { problemAt, type Problem } from '../problem.ts';
import { asDeployment, isRollout } from '../rollout.ts';
import { unfilledFix } from '../unfilled.ts';
import {
  apiVersionsOf,
  fieldsOf,
  groupOf,
  isCustomGroup,
  kindsOfGroup,
  kubernetesVersions,
  typeOfKind,
  type Field,
} from './table.ts';
import { quotesFix } from './quotes.ts';
import { fieldValues, isDefaulted } from './values.ts';

/**
 * What of an object Kubernetes' API would refuse or ignore, by the schemas of the supported versions: unknown and missing
 * fields, wrong types, texts that are none of a field's values, and fields that only some of the versions have. Kinds outside the table are passed.
 *
 * @param versions the versions that the object must fit. Default: all supported
 */
export function validateObject(
  object: KubernetesObject,
  versions: readonly string[] = kubernetesVersions,
): Problem[] {
  const { read, type } = readAs(object);
  const faults = type === undefined ? [] : faultsOf(read, type, versions);
  const problems = faults.map(({ path, message, fix }) =>
    Object.assign(problemAt('schema', object, path, message), { fix }),
  );
  return type === undefined || read !== object ? [...problems, ...unknownKind(object)] : problems;
}

/** An object as what the table knows of it: of a Rollout, what is a Deployment's. The type is undefined where that is nothing. */
function readAs(object: KubernetesObject): {
  readonly read: KubernetesObject;
  readonly type: string | undefined;
} {
  const read = isRollout(object) ? asDeployment(object) : object;
  return { read, type: typeOfKind(read.apiVersion, read.kind) };
}

/**
 * Whether readers of an object can count on its type: its kind is of the table, each known field is what the schema says,
 * and none that is required is missing. Fields that are unknown, or not in every version, and unknown values do no harm.
 */
export function isWellTyped(object: KubernetesObject): boolean {
  const { read, type } = readAs(object);
  return type !== undefined && !faultsOf(read, type, kubernetesVersions).some(({ ofType }) => ofType);
}

interface Fault {
  readonly path: readonly PathStep[];
  readonly message: string;
  /** Whether a value is not what its type says, or missing; else it is a field or a value that some version does not know. */
  readonly ofType: boolean;
  /** What to do. Default: to correct it. */
  readonly fix?: string;
}

interface Walk {
  readonly versions: readonly string[];
  readonly faults: Fault[];
  readonly path: readonly PathStep[];
}

function faultsOf(object: KubernetesObject, type: string, versions: readonly string[]): Fault[] {
  const faults: Fault[] = [];
  checkMap(object, type, { versions, faults, path: [] });
  return faults;
}

function unknownKind(object: KubernetesObject): Problem[] {
  const known = apiVersionsOf(object.kind);
  // Custom resources live in groups with a dot; Kubernetes' own are known.
  if (known.length > 0 && !isCustomGroup(object.apiVersion))
    return [
      problemAt(
        'schema',
        object,
        ['apiVersion'],
        `${object.kind} is served as ${known.join(', ')}, not as ${object.apiVersion}`,
      ),
    ];
  const meant = misspeltKind(object);
  if (meant !== undefined)
    return [problemAt('schema', object, ['kind'], `no version serves it; did you mean ${meant}?`)];
  return [
    problemAt(
      'unsupported',
      object,
      ['kind'],
      isRollout(object)
        ? 'of a Rollout nothing but its pods and their number is read'
        : `${object.apiVersion} ${object.kind} is passed on without being read`,
    ),
  ];
}

/** The kind of the same group that was meant; of Kubernetes' own groups only some kinds are known here. */
function misspeltKind({ apiVersion, kind }: KubernetesObject): string | undefined {
  return kindsOfGroup(groupOf(apiVersion)).find(
    (known) => leven(kind.toLowerCase(), known.toLowerCase()) <= Math.max(1, kind.length / 5),
  );
}

function checkMap(value: object, type: string, walk: Walk): void {
  const fields = fieldsOf(type) ?? {};
  for (const [key, item] of Object.entries(value)) {
    const field = fields[key];
    const at = { ...walk, path: [...walk.path, key] };
    if (field === undefined) report(at, unknownField(key, Object.keys(fields)), false);
    // null means the same as absent.
    else if (item !== null && item !== undefined) {
      checkField(item, field, at);
      checkOneOf(item, fieldValues[type]?.[key], at);
    }
  }
  for (const [key, field] of Object.entries(fields))
    if (field.required && (value as Record<string, unknown>)[key] == null && !isDefaulted(type, key))
      report(walk, `${key} is required`);
}

function checkField(value: unknown, field: Field, walk: Walk): void {
  checkVersions(field, walk);
  if (field.form === undefined) return checkValue(value, field.type, walk);
  if (field.form === 'list') {
    if (!Array.isArray(value)) return mistyped(walk, 'a list', value);
    for (const [index, item] of value.entries())
      checkValue(item, field.type, { ...walk, path: [...walk.path, index] });
    return;
  }
  if (!isMap(value)) return mistyped(walk, 'a map', value);
  for (const [key, item] of Object.entries(value))
    checkValue(item, field.type, { ...walk, path: [...walk.path, key] });
}

/** A text that takes only some values, or a list of such. An empty one stands for the default. */
function checkOneOf(value: unknown, allowed: readonly string[] | undefined, walk: Walk): void {
  if (allowed === undefined) return;
  if (Array.isArray(value))
    for (const [index, item] of value.entries())
      checkOneOf(item, allowed, { ...walk, path: [...walk.path, index] });
  else if (typeof value === 'string' && value !== '' && !allowed.includes(value))
    report(walk, `expected one of ${allowed.join(', ')}, found ${kindOf(value)}`, false);
}

function checkVersions({ since, until }: Field, walk: Walk): void {
  const order = (version: string) => kubernetesVersions.indexOf(version);
  const without = walk.versions.filter(
    (version) =>
      (since !== undefined && order(version) < order(since)) ||
      (until !== undefined && order(version) >= order(until)),
  );
  if (without.length > 0) report(walk, `Kubernetes ${without.join(', ')} does not have this field`, false);
}

const plainTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  quantity: (value) => parseQuantity(value) !== undefined,
  intOrString: (value) => Number.isInteger(value) || typeof value === 'string',
  object: isMap,
  any: () => true,
};

/** How each plain type is called in messages. */
const plainNames: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  quantity: 'a quantity such as 400Mi or 500m',
  intOrString: 'an integer or a text',
  object: 'a map',
};

function checkValue(value: unknown, type: string, walk: Walk): void {
  const fits = plainTypes[type];
  if (fits === undefined) {
    if (isMap(value)) checkMap(value, type, walk);
    else mistyped(walk, 'a map', value);
  } else if (!fits(value)) mistyped(walk, plainNames[type] ?? type, value, quotesFix(value, fits));
}

/** What is said of a name that is not among the known ones, with the nearest of them. */
export function unknownField(key: string, known: readonly string[]): string {
  const [nearest] = known
    .map((name) => ({ name, distance: leven(key.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const hint =
    nearest !== undefined && nearest.distance <= Math.max(2, key.length / 4) ? nearest.name : undefined;
  return `unknown field${hint === undefined ? '' : `; did you mean ${hint}?`}`;
}

function report({ faults, path }: Walk, message: string, ofType = true): void {
  faults.push({ path, message, ofType });
}

function mistyped(
  { faults, path }: Walk,
  expected: string,
  value: unknown,
  fix: Pick<Fault, 'fix'> = {},
): void {
  const message = `expected ${expected}, found ${kindOf(value)}`;
  faults.push({ path, message, ofType: true, ...fix, ...unfilledFix(value) });
}

/** What was found, in words; a text that looks like another type is shown in its quotes. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value === null ? 'nothing' : 'a map';
  return JSON.stringify(value) ?? 'nothing';
}
