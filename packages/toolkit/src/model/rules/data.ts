import { decodeBase64 } from '../base64.ts';
import { isMap } from '../is-map.ts';
import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';

/** A ConfigMap's keys and what is encoded in it (`ValidateConfigMap`). */
export function checkConfigMap({ data, binaryData }: ObjectOf<'ConfigMap'>, tell: Tell): void {
  checkKeys({ data, binaryData }, tell);
  checkBase64('binaryData', binaryData, tell);
  checkSize({ text: data, base64: binaryData }, tell);
  for (const key of Object.keys(data ?? {}))
    if (Object.hasOwn(binaryData ?? {}, key)) tell(['data', key], 'there is another one in binaryData');
}

/** What a type of Secret has; of basic-auth one of the two is enough. */
const keysOfType: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

/** A Secret's keys, those that its type has to have, and what is encoded in it (`ValidateSecret`). */
export function checkSecret({ type = '', data, stringData }: ObjectOf<'Secret'>, tell: Tell): void {
  checkKeys({ data, stringData }, tell);
  checkBase64('data', data, tell);
  // What both have is stringData's (`Convert_v1_Secret_To_core_Secret`).
  const kept = Object.entries(data ?? {}).filter(([key]) => !Object.hasOwn(stringData ?? {}, key));
  checkSize({ text: stringData, base64: Object.fromEntries(kept) }, tell);
  const has = (key: string) => Object.hasOwn({ ...data, ...stringData }, key);
  for (const key of keysOfType[type] ?? [])
    if (!has(key)) tell(['data'], `a Secret of type ${type} has ${key}`);
  const config = '.dockerconfigjson';
  if (type === 'kubernetes.io/dockerconfigjson' && has(config)) {
    const login = stringData?.[config] ?? decodeBase64(data?.[config] ?? '')?.toString();
    if (login !== undefined && !isJsonMap(login))
      tell(
        [stringData?.[config] === undefined ? 'data' : 'stringData', config],
        'it must be a JSON object, as docker login writes it: {"auths": {…}}',
      );
  }
  if (type === 'kubernetes.io/basic-auth' && !has('username') && !has('password'))
    tell(['data'], `a Secret of type ${type} has username or password`);
}

type Entries = Readonly<Record<string, string>> | undefined;

/** What is wrong with a key of a ConfigMap or a Secret (`IsConfigMapKey`). */
export function dataKeyFault(key: string): string | undefined {
  return /^[-._A-Za-z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')
    ? undefined
    : 'a key is at most 253 letters, digits, -, _ and ., and neither . nor begins with ..';
}

function checkKeys(maps: Readonly<Record<string, Entries>>, tell: Tell): void {
  for (const [field, entries] of Object.entries(maps))
    for (const key of Object.keys(entries ?? {})) {
      const fault = dataKeyFault(key);
      if (fault !== undefined) tell([field, key], fault);
    }
}

/** Of Go's decoder null is an empty map. */
function isJsonMap(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return value === null || isMap(value);
  } catch {
    return false;
  }
}

/** So many bytes at most all values of an object are together (`MaxSecretSize`). */
const MAX_BYTES = 2 ** 20;

/** What is too large to be stored. */
function checkSize(
  { text = {}, base64 = {} }: { readonly text?: Entries; readonly base64?: Entries },
  tell: Tell,
): void {
  const bytes =
    Object.values(text).reduce((sum, value) => sum + Buffer.byteLength(value), 0) +
    Object.values(base64).reduce((sum, value) => sum + (decodeBase64(value)?.length ?? 0), 0);
  if (bytes > MAX_BYTES)
    tell(['data'], `it holds ${bytes} bytes, and at most ${MAX_BYTES} (1 MiB) are taken`);
}

function checkBase64(field: string, entries: Entries, tell: Tell): void {
  for (const [key, value] of Object.entries(entries ?? {}))
    if (decodeBase64(value) === undefined) tell([field, key], 'expected base64');
}
