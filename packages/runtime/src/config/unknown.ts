import { EnvName } from '@seaworthy/contract';
import { closestMatch } from 'leven';
import type { RuntimeEvent } from '../events.ts';
import { fileVariable, type Env, type Sources } from './sources.ts';

type UnknownEvent = Extract<RuntimeEvent, { type: 'config.unknown' }>;

/**
 * What was set and nothing reads: variables that start with the service's prefix, and entries of the config file, each
 * with the nearest known name. Without a prefix only the config file is looked at.
 */
export function findUnknown(
  names: readonly string[],
  prefix: string | undefined,
  env: Env,
  { unknown }: Sources,
): readonly UnknownEvent[] {
  const known = new Set<string>([...names, ...names.map(fileVariable), ...Object.values(EnvName)]);
  const variables = Object.keys(env).filter(
    (name) => prefix !== undefined && name.startsWith(prefix) && !known.has(name) && !isServiceLink(name),
  );
  return [
    ...variables.map((variable) => describe(variable, names)),
    ...unknown.map(({ key, source }) => ({ ...describe(key, names), source })),
  ];
}

function describe(variable: string, names: readonly string[]): UnknownEvent {
  // Beyond a third of the name it is another name, not a slip.
  const maxDistance = Math.max(2, Math.floor(variable.length / 3));
  const nearest = closestMatch(upperSnake(variable), names, { maxDistance });
  return nearest === undefined
    ? { type: 'config.unknown', variable }
    : { type: 'config.unknown', variable, nearest };
}

/** `databaseUrl` as `DATABASE_URL`, so that both spellings of a config file are compared alike. */
function upperSnake(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

/** Whether the kubelet adds such a variable to every pod for a Service (pkg/kubelet/envvars/envvars.go). */
function isServiceLink(name: string): boolean {
  return /_(SERVICE_(HOST|PORT(_.+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/.test(name);
}
