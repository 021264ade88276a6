import { EnvName, type ServiceContract } from '@seaworthy/contract';
import { isMap, isScalar, parseDocument } from 'yaml';
import { ofKind, parseYaml, type Container, type KubernetesObject, type PodSpec } from '../../model/index.ts';
import { isOnRuntime } from '../options.ts';
import type { Place } from './finding.ts';
import type { Variables } from './variables.ts';

/** What the file holds that CONFIG_FILE names. */
export interface MountedSettings {
  /** The values by the variables that they stand for. */
  readonly values: ReadonlyMap<string, unknown>;
  /** False where the file is not among the manifests, or cannot be read: it may set anything. */
  readonly complete: boolean;
  /** Where the file's text stands; undefined where there is none. */
  readonly place: Place | undefined;
  /** Why the runtime does not start with this file. Default: it does */
  readonly fault?: MountedFault;
}

/** What is wrong with the file as a whole. */
export interface MountedFault {
  readonly place: Place;
  readonly message: string;
  readonly fix: string;
}

const nothing: MountedSettings = { values: new Map(), complete: true, place: undefined };
const unknown: MountedSettings = { ...nothing, complete: false };

/** Reads the file that CONFIG_FILE names, where it is mounted from a ConfigMap among the manifests. */
export function mountedSettings(
  contract: ServiceContract,
  pod: PodSpec,
  container: Container,
  variables: Variables,
  objects: readonly KubernetesObject[],
): MountedSettings {
  const variable = variables.byName.get(EnvName.configFile);
  if (variable === undefined) return variables.complete ? nothing : unknown;
  // What another program makes of such a file is its own matter.
  if (!isOnRuntime(contract)) return unknown;
  const path = variable.value;
  const file = path === undefined ? undefined : findFile(path, pod, container);
  const source = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === file?.configMap);
  if (file === undefined || source === undefined) return unknown;
  const text = source.data?.[file.key];
  if (text === undefined) {
    const isThere = source.binaryData?.[file.key] !== undefined;
    return isThere ? unknown : { ...unknown, fault: withoutKey(variable.place, file) };
  }
  const place = { object: source, path: ['data', file.key] };
  const fault = unreadable(text, place);
  if (fault !== undefined) return { ...unknown, fault };
  const { documents, problems } = parseYaml(text, path ?? '', '1.2');
  const [document = {}] = documents;
  if (problems.length > 0 || typeof document !== 'object' || document === null) return unknown;
  // The runtime takes `databaseUrl` for `DATABASE_URL` (packages/runtime/src/config/sources.ts).
  const nameOf = new Map(contract.config.map(({ env }) => [camelCase(env), env]));
  const values = Object.entries(document).map(([key, value]) => [nameOf.get(key) ?? key, value] as const);
  return {
    values: new Map(values.filter(([, value]) => value !== null)),
    complete: true,
    place,
  };
}

/** A mounted ConfigMap hides what the image has in its place. */
function withoutKey(place: Place, { configMap, key }: ConfigMapKey): MountedFault {
  return {
    place,
    message: `${EnvName.configFile} names a file that ConfigMap ${configMap} has no key ${key} for: the service refuses to start`,
    fix: `Add ${key} to the ConfigMap, or name one of its keys.`,
  };
}

/** What the runtime takes for no settings (packages/runtime/src/config/config-file.ts). */
function unreadable(text: string, place: Place): MountedFault | undefined {
  const { errors, warnings, contents } = parseDocument(text, { prettyErrors: false });
  const [problem] = [...errors, ...warnings];
  const isSettings = contents === null || isMap(contents) || (isScalar(contents) && contents.value === null);
  if (problem === undefined && isSettings) return undefined;
  const reason = problem?.code.toLowerCase().replaceAll('_', ' ') ?? 'it maps no names to values';
  return {
    place,
    message: `the service does not read this file and refuses to start: ${reason}`,
    fix: 'Write a YAML mapping of names to values.',
  };
}

interface ConfigMapKey {
  readonly configMap: string | undefined;
  readonly key: string;
}

/** The ConfigMap's key behind a path; undefined where none is mounted there. */
function findFile(
  path: string,
  { volumes }: PodSpec,
  { volumeMounts = [] }: Container,
): ConfigMapKey | undefined {
  const [mount] = volumeMounts
    .filter(({ mountPath }) => path === mountPath || path.startsWith(withSlash(mountPath)))
    .toSorted((a, b) => withSlash(b.mountPath).length - withSlash(a.mountPath).length);
  if (mount === undefined || mount.subPathExpr !== undefined) return undefined;
  const rest = path.slice(withSlash(mount.mountPath).length);
  const inVolume = [mount.subPath?.replace(/\/$/, '') ?? '', rest].filter(Boolean).join('/');
  const volume = volumes?.find(({ name }) => name === mount.name);
  const sources = [
    volume?.configMap,
    ...(volume?.projected?.sources ?? []).map(({ configMap }) => configMap),
  ].filter((it) => it != null);
  for (const { name, items } of sources) {
    const key = items == null ? inVolume : items.find((item) => item.path === inVolume)?.key;
    // Of several projected ConfigMaps, it cannot be told by the path alone which one has it.
    if (key !== undefined && (items != null || sources.length === 1)) return { configMap: name, key };
  }
  return undefined;
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** `DATABASE_URL` as `databaseUrl`. */
function camelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_+(.)/g, (_, letter: string) => letter.toUpperCase());
}
