import { EnvName } from '@seaworthy/contract';
import type { FileToWrite } from '../files/index.ts';
import { hasConfigMap } from './kustomizations.ts';
import { imageTag } from '../image-tag.ts';
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
  const secrets = [...settingsOf(contract).secretFiles, ...settingsOf(contract).secretEnv];
  const needs = `The cluster must hold the Secret ${namesOf(contract).secret} with ${secrets.map(({ env }) => env).join(', ')}.`;
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: secrets.length === 0 ? ['../../base'] : note(['../../base'], needs),
    components: note(
      ['../../components/availability'],
      'Also there: ../../components/service-monitor (needs the Prometheus operator) and ../../components/opentelemetry (needs a collector).',
    ),
    images: images(options, 'The pipeline sets it: kustomize edit set image'),
    configMapGenerator: envOverrides(options),
  };
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

function images({ contract, image = contract.name }: ManifestOptions, reason: string) {
  return note([{ name: image, newName: image, newTag: imageTag(contract.version) }], reason);
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
