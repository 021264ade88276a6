import { decodeBase64 } from '../base64.ts';
import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';

/** A ConfigMap's keys and what is encoded in it (`ValidateConfigMap`). */
export function checkConfigMap({ data, binaryData }: ObjectOf<'ConfigMap'>, tell: Tell): void {
  checkKeys({ data, binaryData }, tell);
  checkBase64('binaryData', binaryData, tell);
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
  const has = (key: string) => Object.hasOwn({ ...data, ...stringData }, key);
  for (const key of keysOfType[type] ?? [])
    if (!has(key)) tell(['data'], `a Secret of type ${type} has ${key}`);
  if (type === 'kubernetes.io/basic-auth' && !has('username') && !has('password'))
    tell(['data'], `a Secret of type ${type} has username or password`);
}

type Entries = Readonly<Record<string, string>> | undefined;

/** `IsConfigMapKey` */
function checkKeys(maps: Readonly<Record<string, Entries>>, tell: Tell): void {
  for (const [field, entries] of Object.entries(maps))
    for (const key of Object.keys(entries ?? {}))
      if (!/^[-._A-Za-z0-9]{1,253}$/.test(key) || key === '.' || key.startsWith('..'))
        tell(
          [field, key],
          'a key is at most 253 letters, digits, -, _ and ., and neither . nor begins with ..',
        );
}

function checkBase64(field: string, entries: Entries, tell: Tell): void {
  for (const [key, value] of Object.entries(entries ?? {}))
    if (decodeBase64(value) === undefined) tell([field, key], 'expected base64');
}
