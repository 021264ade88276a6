import { EnvName, type ServiceContract } from '@seaworthy/contract';
import type { FileToWrite } from '../files/index.ts';
import { hasConfigMap } from './kustomizations.ts';
import { namesOf } from './names.ts';
import type { ManifestOptions } from './options.ts';
import { notSetHere } from './settings-file.ts';
import { settingsOf } from './settings.ts';
import { note, renderYaml } from './text/index.ts';

const YOURS =
  'Yours: `seaworthy manifests` writes this file once and never changes it. What the base says is changed here, by patches.';

/** The overlays `dev` and `production`: small, and the user's own. */
export function overlayFiles(options: ManifestOptions): FileToWrite[] {
  const files: FileToWrite[] = [
    {
      path: 'overlays/production/kustomization.yaml',
      text: renderYaml([production(options)], YOURS),
      owner: 'yours',
    },
    {
      path: 'overlays/dev/kustomization.yaml',
      text: renderYaml([development(options)], YOURS),
      owner: 'yours',
    },
  ];
  if (!logsFromFile(options)) return files;
  const text = renderYaml(
    [{ [EnvName.logLevel]: 'debug' }],
    'Yours. It replaces the base\u2019s file as a whole.',
  );
  return [...files, { path: 'overlays/dev/config.yaml', text, owner: 'yours' }];
}

function production(options: ManifestOptions) {
  const { contract } = options;
  const needs = secretNeeds(contract);
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: needs === undefined ? ['../../base'] : note(['../../base'], needs),
    components: note(
      ['../../components/availability'],
      'Also there: ../../components/service-monitor (needs the Prometheus operator) and ../../components/opentelemetry (needs a collector).',
    ),
    images: images(
      options,
      'The tag follows the contract\u2019s version, by the base, until `kustomize edit set image` states another.',
    ),
    configMapGenerator: envOverrides(options),
  };
}

/** What the cluster must bring; undefined where the service has no secrets. */
function secretNeeds(contract: ServiceContract): string | undefined {
  const { secretFiles, secretEnv } = settingsOf(contract);
  const names = (optional: boolean) =>
    [...secretFiles, ...secretEnv]
      .filter((entry) => entry.optional === optional)
      .map(({ env }) => env)
      .join(', ');
  const [needed, others] = [names(false), names(true)];
  const { secret } = namesOf(contract);
  if (needed === '') return others === '' ? undefined : `The Secret ${secret} may hold ${others}.`;
  return `The cluster must hold the Secret ${secret} with ${needed}${others === '' ? '' : `; it may hold ${others}`}.`;
}

function development(options: ManifestOptions) {
  const { contract } = options;
  const file = { name: namesOf(contract).file, behavior: 'merge', files: ['config.yaml'] };
  const generators = [...(envOverrides(options) ?? []), ...(logsFromFile(options) ? [file] : [])];
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['../../base'],
    replicas: [{ name: contract.name, count: note(1, 'One is enough to develop against.') }],
    images: images(options, 'An image that the cluster of the developer already has.'),
    configMapGenerator: generators.length === 0 ? undefined : generators,
  };
}

/** Without a tag: a file that is written once would hold back every later version of the contract. */
function images({ contract, image = contract.name }: ManifestOptions, reason: string) {
  return note([{ name: image, newName: image }], reason);
}

/** An empty place for each variable that has no default. */
function envOverrides({ contract }: ManifestOptions) {
  if (!hasConfigMap(contract, 'env')) return undefined;
  const unset = settingsOf(contract).env.filter((entry) => entry.default === undefined);
  const entry = { name: namesOf(contract).env, behavior: 'merge', literals: [] };
  return [unset.length === 0 ? entry : note(entry, notSetHere(unset).join('\n'))];
}

function logsFromFile({ contract }: ManifestOptions): boolean {
  return settingsOf(contract).file.some(({ env }) => env === EnvName.logLevel);
}
