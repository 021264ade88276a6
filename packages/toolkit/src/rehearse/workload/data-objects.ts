import { isUtf8 } from 'node:buffer';
import {
  decodeBase64,
  ofKind,
  problemAt,
  type KubernetesObject,
  type ObjectOf,
  type Problem,
} from '../../model/index.ts';
import type { DataObject } from '../objects/index.ts';

/** Decodes the ConfigMaps and Secrets among `objects`; what is no base64 is a problem. */
export function dataObjects(objects: readonly KubernetesObject[]): {
  readonly objects: DataObject[];
  readonly problems: Problem[];
} {
  const problems: Problem[] = [];
  const decoded = [
    ...ofKind(objects, 'ConfigMap').map((it) => configMap(it, problems)),
    ...ofKind(objects, 'Secret').map((it) => secret(it, problems)),
  ];
  return { objects: decoded, problems };
}

function configMap(object: ObjectOf<'ConfigMap'>, problems: Problem[]): DataObject {
  const { data, binaryData } = object;
  return {
    kind: 'ConfigMap',
    name: object.metadata.name,
    data: { ...data },
    binary: decode(object, 'binaryData', binaryData, problems),
  };
}

/** `stringData` is written over `data` by the API server. */
function secret(object: ObjectOf<'Secret'>, problems: Problem[]): DataObject {
  const entries = Object.entries(decode(object, 'data', object.data, problems));
  const isText = ([, bytes]: [string, Uint8Array]) => isUtf8(bytes);
  const overridden = (key: string) => Object.hasOwn(object.stringData ?? {}, key);
  const text = entries.filter(isText).map(([key, bytes]) => [key, Buffer.from(bytes).toString()] as const);
  return {
    kind: 'Secret',
    name: object.metadata.name,
    data: { ...Object.fromEntries(text), ...object.stringData },
    binary: Object.fromEntries(entries.filter((entry) => !isText(entry) && !overridden(entry[0]))),
  };
}

function decode(
  object: object,
  field: string,
  values: Readonly<Record<string, string>> | undefined,
  problems: Problem[],
): Record<string, Uint8Array> {
  const decoded: Record<string, Uint8Array> = {};
  for (const [key, value] of Object.entries(values ?? {})) {
    const bytes = decodeBase64(value);
    if (bytes === undefined) problems.push(problemAt('schema', object, [field, key], 'expected base64'));
    else decoded[key] = bytes;
  }
  return decoded;
}
