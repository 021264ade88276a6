import { EnvName, type ConfigEntry } from '@seaworthy/contract';
import leven from 'leven';
import { isOnRuntime } from '../../options.ts';
import { isNeeded } from '../../settings.ts';
import { finding, type Finding } from '../finding.ts';
import { mountedSettings, type MountedSettings } from '../mounted-settings.ts';
import type { Container } from '../../../model/index.ts';
import type { Subject } from '../subject.ts';
import { isForeign } from '../foreign-variable.ts';
import { isReferredTo } from '../referred-variable.ts';
import { expectedValue } from '../value.ts';
import type { Variable } from '../variables.ts';

/** The environment that the container gets against the variables that the program reads. */
export function configuration(subject: Subject): Finding[] {
  const { contract, pod, container, variables, objects } = subject;
  const file = mountedSettings(contract, pod, container, variables, objects);
  const { fault } = file;
  return [
    ...(fault === undefined ? [] : [finding('configuration/file', fault.place, fault.message, fault.fix)]),
    ...variables.all.flatMap((variable) => plainSecret(subject, variable)),
    ...[...variables.byName.values()].flatMap((variable) => oneVariable(subject, variable, file)),
    ...contract.config.flatMap((entry) => inFile(subject, entry, file)),
    ...contract.config.flatMap((entry) => unset(subject, entry, file)),
  ];
}

function oneVariable(subject: Subject, variable: Variable, file: MountedSettings): Finding[] {
  const { name, value, place } = variable;
  const entry = subject.contract.config.find(({ env }) => env === name);
  if (entry === undefined) return unknown(subject, variable);
  if (value === '' && !takesEmpty(entry)) return [];
  const expected = value === undefined ? undefined : expectedValue(subject.contract, entry, value);
  if (expected !== undefined)
    return [
      finding(
        'configuration/value',
        place,
        `${name} is ${JSON.stringify(value)}, and ${expected} is expected: the service refuses to start`,
        `Set ${expected}.`,
      ),
    ];
  if (entry.reloadable && file.values.has(name))
    return [
      finding(
        'configuration/shadowed',
        place,
        `${name} is in the environment and in the mounted file; the environment wins, so that a change of the file has no effect`,
        'Take it out of the environment.',
      ),
    ];
  return [];
}

/** An empty text is as good as none, but for plain texts (packages/runtime/src/config/resolve.ts). */
function takesEmpty({ type, secret }: ConfigEntry): boolean {
  return type === 'string' && !secret;
}

/** The value that the mounted file has, where the environment has none that is stronger. */
function inFile(
  { contract, variables }: Subject,
  entry: ConfigEntry,
  { values, place }: MountedSettings,
): Finding[] {
  const { env, secret } = entry;
  const value = values.get(env);
  if (place === undefined || secret || !variables.complete || variables.byName.has(env)) return [];
  // A number is read as it is written, which is lost here: of one only its type can be judged.
  const text = typeof value === 'string' || entry.values === undefined ? plainText(value) : undefined;
  const expected = text === undefined || text === '' ? undefined : expectedValue(contract, entry, text);
  if (expected === undefined) return [];
  const message = `${env} is ${JSON.stringify(value)} in this file, and ${expected} is expected: the service refuses to start`;
  return [finding('configuration/value', place, message, `Set ${expected}.`)];
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function plainSecret({ contract }: Subject, { name, value, source, place }: Variable): Finding[] {
  const isSecret = contract.config.some(({ env, secret }) => env === name && secret);
  // A text that cannot be told refers to what is elsewhere, such as a Secret.
  const isPlain = (source === 'value' && value !== undefined) || source === 'configMap';
  if (!isSecret || !isPlain || value === '') return [];
  const message = `${name} is a secret and stands in plain text`;
  const fix = 'Put it into a Secret, and refer to it by secretKeyRef.';
  return [finding('configuration/secret-in-plain-text', place, message, fix)];
}

function unknown({ contract, container }: Subject, { name, source, place }: Variable): Finding[] {
  if (isReferredTo(name, container)) return [];
  const ports = contract.ports.flatMap(({ env }) => env ?? []);
  const known = contract.config.flatMap(({ env, secret }) => (secret ? [env, `${env}_FILE`] : [env]));
  const ofRuntime = isOnRuntime(contract) ? Object.values<string>(EnvName) : [];
  const mounted = isOnRuntime(contract) && known.includes(name.replace(/_FILE$/, ''));
  if (source === 'pod' || isForeign(name) || mounted || [...known, ...ports, ...ofRuntime].includes(name))
    return [];
  const [nearest] = [...known, ...ofRuntime].toSorted((a, b) => leven(name, a) - leven(name, b));
  const likely = nearest !== undefined && leven(name, nearest) <= Math.max(2, name.length / 5);
  return [
    finding(
      'configuration/unknown',
      place,
      `the service does not read ${name}`,
      likely ? `Is ${nearest} meant?` : 'Take it out, or add it to the contract.',
    ),
  ];
}

function unset(
  { contract, variables, container, atContainer }: Subject,
  entry: ConfigEntry,
  file: MountedSettings,
): Finding[] {
  const { env, default: preset, secret } = entry;
  if (!variables.complete || !file.complete || preset !== undefined || !isNeeded(contract, entry)) return [];
  if (!entry.required && entry.requiredInProduction && allowsEmbedded(container)) return [];
  const variable = variables.byName.get(env);
  const isEmpty = isOnRuntime(contract) && variable?.value === '' && !takesEmpty(entry);
  if ((variable !== undefined && !isEmpty) || variables.byName.has(`${env}_FILE`) || file.values.has(env))
    return [];
  // Of another program nobody knows that it reads files.
  const orFile = isOnRuntime(contract) ? `, or ${env}_FILE to a mounted file` : '';
  const fix = secret ? `Set it by secretKeyRef${orFile}.` : 'Set it, in the ConfigMap of an overlay.';
  const message = `${env} is ${isEmpty ? 'empty' : 'not set'}, and ${reasonFor(entry)}`;
  return [finding('configuration/missing', variable?.place ?? atContainer('env'), message, fix)];
}

function reasonFor({ required, requiredInProduction }: ConfigEntry): string {
  if (required) return 'the service does not start without it';
  return requiredInProduction
    ? 'in Kubernetes the service does not start without it'
    : 'a critical dependency is behind it';
}

/** Where embedded stores are, what they stand in for may be absent. A shell's whole script is one word of a command. */
function allowsEmbedded({ command = [], args = [] }: Container): boolean {
  return [...command, ...args].some((word) => /(?<![^\s"'])--allow-embedded(?![^\s"';&|)])/.test(word));
}
