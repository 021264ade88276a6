import type { ServiceContract } from '@seaworthy/contract';
import { limitsEgress } from './objects/network-policy.ts';
import { service } from './objects/service.ts';
import { CONFIG_FILE_NAME, namesOf } from './names.ts';
import type { ManifestOptions } from './options.ts';
import { describeEntry, notSetHere } from './settings-file.ts';
import { settingsOf } from './settings.ts';
import { note } from './text/index.ts';

const component = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' } as const;

/** `base/kustomization.yaml`: the objects that every overlay has, and their configuration. */
export function baseKustomization({ contract }: ManifestOptions) {
  const files = [
    'deployment.yaml',
    service(contract) && 'service.yaml',
    'service-account.yaml',
    'network-policy.yaml',
  ];
  const generators = [...envGenerator(contract), ...fileGenerator(contract)];
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.filter((file) => file !== undefined),
    configMapGenerator: generators.length === 0 ? undefined : generators,
  };
}

/** Whether the base makes this ConfigMap, so that an overlay can add to it. */
export function hasConfigMap(contract: ServiceContract, which: 'env' | 'file'): boolean {
  return settingsOf(contract)[which].length > 0;
}

function envGenerator(contract: ServiceContract) {
  if (!hasConfigMap(contract, 'env')) return [];
  const { env } = settingsOf(contract);
  const literals = env
    .filter((entry) => entry.default !== undefined)
    .map((entry) => note(`${entry.env}=${literal(entry.default ?? '')}`, describeEntry(entry)));
  const unset = notSetHere(env.filter((entry) => entry.default === undefined));
  const reason = [
    'Environment variables. The name gets the hash of the content, so that a change rolls the pods.',
    ...unset,
  ];
  return [note({ name: namesOf(contract).env, literals }, reason.join('\n'))];
}

/** kustomize takes one pair of quotes off a literal (api/kv/kv.go), which a value may have of its own. */
function literal(value: string): string {
  return /^(['"]).*\1$/s.test(value) ? `'${value}'` : value;
}

function fileGenerator(contract: ServiceContract) {
  if (!hasConfigMap(contract, 'file')) return [];
  const options = { disableNameSuffixHash: true };
  const reason =
    'The mounted file. The name stays, so that a change reaches the running pods instead of rolling them.';
  return [note({ name: namesOf(contract).file, options, files: [CONFIG_FILE_NAME] }, reason)];
}

/** `components/availability`: for overlays that serve people. */
export const availabilityComponent = {
  ...component,
  resources: ['autoscaler.yaml', 'disruption-budget.yaml'],
} as const;

/** `components/service-monitor`: for clusters with the Prometheus operator. */
export function monitoringComponent(contract: ServiceContract) {
  return {
    ...component,
    resources: ['service.yaml', 'service-monitor.yaml'],
    patches: [policyPatch(contract)],
  };
}

/** `components/opentelemetry`: for clusters with a collector. */
export function telemetryComponent(contract: ServiceContract) {
  const patches = [{ path: 'deployment.yaml' }, ...(limitsEgress(contract) ? [policyPatch(contract)] : [])];
  return { ...component, patches };
}

/** The lists of a NetworkPolicy have no keys, so that only a JSON patch can add to them. */
function policyPatch({ name }: ServiceContract) {
  return { path: 'network-policy.yaml', target: { kind: 'NetworkPolicy', name } };
}
