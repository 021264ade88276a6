import { EnvName, type ConfigEntry } from '@seaworthy/contract';
import leven from 'leven';
import { ofKind, parseYaml } from '../../../model/index.ts';

import { isOnRuntime } from '../../options.ts';
import { isNeeded } from '../../settings.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';
import { expectedValue } from '../value.ts';
import type { Variable } from '../variables.ts';

/** The environment that the container gets against the variables that the program reads. */
export function configuration(subject: Subject): Finding[] {
  const { contract, variables } = subject;
  const file = mountedSettings(subject);
  return [
    ...variables.all.flatMap((variable) => plainSecret(subject, variable)),
    ...[...variables.byName.values()].flatMap((variable) => oneVariable(subject, variable, file)),
    ...contract.config.flatMap((entry) => unset(subject, entry, file)),
  ];
}

function oneVariable(subject: Subject, variable: Variable, file: ReadonlyMap<string, unknown>): Finding[] {
  const { name, value, place } = variable;
  const entry = subject.contract.config.find(({ env }) => env === name);
  if (entry === undefined) return unknown(subject, variable);
  const expected = value === undefined ? undefined : expectedValue(entry, value);
  if (expected !== undefined)
    return [
      finding(
        'configuration/value',
        place,
        `${name} is ${JSON.stringify(value)}, and ${expected} is expected: the service refuses to start`,
        `Set ${expected}.`,
      ),
    ];
  if (entry.reloadable && file.has(name))
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

function plainSecret({ contract }: Subject, { name, source, place }: Variable): Finding[] {
  const isSecret = contract.config.some(({ env, secret }) => env === name && secret);
  if (!isSecret || (source !== 'value' && source !== 'configMap')) return [];
  const message = `${name} is a secret and stands in plain text`;
  const fix = 'Put it into a Secret, and refer to it by secretKeyRef.';
  return [finding('configuration/secret-in-plain-text', place, message, fix)];
}

/** Read by the language, the system or the platform, and not by the service's own code. */
const foreign =
  /^(OTEL_|NODE_|UV_|V8_|GO|CGO_|KUBERNETES_|LC_|SSL_CERT_|LD_|MALLOC_|(HTTPS?|NO|ALL)_PROXY$|(https?|no|all)_proxy$|TZ$|LANG$|HOME$|PATH$|TMPDIR$|DEBUG$|FORCE_COLOR$|NO_COLOR$)/;

function unknown({ contract }: Subject, { name, source, place }: Variable): Finding[] {
  const ports = contract.ports.flatMap(({ env }) => env ?? []);
  const known = contract.config.flatMap(({ env, secret }) => (secret ? [env, `${env}_FILE`] : [env]));
  const ofRuntime = isOnRuntime(contract) ? Object.values<string>(EnvName) : [];
  const mounted = isOnRuntime(contract) && known.includes(name.replace(/_FILE$/, ''));
  if (source === 'pod' || foreign.test(name) || mounted || [...known, ...ports, ...ofRuntime].includes(name))
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
  { contract, variables, atContainer }: Subject,
  entry: ConfigEntry,
  file: ReadonlyMap<string, unknown>,
): Finding[] {
  const { env, default: preset, secret } = entry;
  if (!variables.complete || preset !== undefined || !isNeeded(contract, entry)) return [];
  if (variables.byName.has(env) || variables.byName.has(`${env}_FILE`) || file.has(env)) return [];
  const why = entry.required ? 'the service does not start without it' : 'a critical dependency is behind it';
  const fix = secret
    ? `Set it by secretKeyRef, or ${env}_FILE to a mounted file.`
    : 'Set it, in the ConfigMap of an overlay.';
  return [finding('configuration/missing', atContainer('env'), `${env} is not set, and ${why}`, fix)];
}

/** What the file holds that CONFIG_FILE names, where it is mounted from a ConfigMap among the manifests. */
function mountedSettings({ variables, container, pod, objects }: Subject): ReadonlyMap<string, unknown> {
  const path = variables.byName.get(EnvName.configFile)?.value;
  const mount = container.volumeMounts?.find(({ mountPath }) => path?.startsWith(`${mountPath}/`));
  const volume = pod.volumes?.find(({ name }) => name === mount?.name);
  const source = ofKind(objects, 'ConfigMap').find(
    ({ metadata }) => metadata.name === volume?.configMap?.name,
  );
  const text = source?.data?.[path?.slice((mount?.mountPath.length ?? 0) + 1) ?? ''];
  const [document] = text === undefined ? [] : parseYaml(text, path ?? '').documents;
  return new Map(typeof document === 'object' && document !== null ? Object.entries(document) : []);
}
