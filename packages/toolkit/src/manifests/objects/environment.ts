import { EnvName, type ServiceContract } from '@seaworthy/contract';
import type { Container } from '../../model/index.ts';
import { CONFIG_FILE_NAME, mountPath, namesOf } from '../names.ts';
import { isOnRuntime, type ManifestOptions } from '../options.ts';
import { settingsOf } from '../settings.ts';
import { note, type Annotated } from '../text/index.ts';
import { goMemoryLimit, shareOf, type ResourcePlan } from './resources.ts';
import { arithmetic, type ShutdownPlan } from './shutdown.ts';

type EnvVar = Annotated<NonNullable<Container['env']>[number]>;
type EnvFrom = Annotated<NonNullable<Container['envFrom']>[number]>;

/** Of the hard limit: what automemlimit and our runtime take, too. */
const SOFT_SHARE = 0.9;
/** V8 keeps buffers and code beside its heap. */
const HEAP_SHARE = 0.75;

/** Variables from the ConfigMap; undefined where the contract has none that go there. */
export function envFromOf(contract: ServiceContract): EnvFrom[] | undefined {
  const { env } = settingsOf(contract);
  if (env.length === 0) return undefined;
  return [
    {
      configMapRef: {
        name: note(namesOf(contract).env, 'kustomize adds the hash of the content: a change rolls the pods.'),
      },
    },
  ];
}

/** The container's own variables. Undefined where there are none. */
export function envOf(
  options: ManifestOptions,
  shutdown: ShutdownPlan,
  resources: ResourcePlan,
): EnvVar[] | undefined {
  const { contract } = options;
  const variables = [
    ...downwardApi(contract),
    ...(isOnRuntime(contract) ? runtimeBudget(shutdown) : portVariables(contract)),
    ...languageVariables(options, resources),
    ...configuration(contract),
  ];
  return variables.length === 0 ? undefined : variables;
}

const podFields = [
  [EnvName.podName, 'metadata.name'],
  [EnvName.podNamespace, 'metadata.namespace'],
  [EnvName.nodeName, 'spec.nodeName'],
  [EnvName.podIp, 'status.podIP'],
] as const;

/** What logs and traces say of the pod; for a foreign program only what it reads. */
function downwardApi(contract: ServiceContract): EnvVar[] {
  const read = new Set(contract.config.map(({ env }) => env));
  return podFields
    .filter(([name]) => isOnRuntime(contract) || read.has(name))
    .map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } }));
}

/** A foreign program may have no default of its own; ours has the contract's. */
function portVariables({ ports }: ServiceContract): EnvVar[] {
  return ports.flatMap(({ env, port }) =>
    env === undefined
      ? []
      : [{ name: env, value: note(String(port), 'The port that the probes and the Service count on.') }],
  );
}

function runtimeBudget(plan: ShutdownPlan): EnvVar[] {
  const { graceSeconds, preStopSeconds, drainSeconds } = plan;
  const preStop = {
    name: EnvName.preStop,
    value: note(`${preStopSeconds}s`, 'How long the preStop hook takes before the signal comes.'),
  };
  return [
    {
      name: EnvName.gracePeriod,
      value: note(`${graceSeconds}s`, `The same as terminationGracePeriodSeconds: ${arithmetic(plan)}.`),
    },
    ...(preStopSeconds === 0 ? [] : [preStop]),
    {
      name: EnvName.drainDelay,
      value: note(
        `${drainSeconds}s`,
        'How long the process goes on accepting after SIGTERM, until every proxy has seen the endpoint go.',
      ),
    },
  ];
}

function languageVariables(
  options: ManifestOptions,
  { memoryLimitBytes: limit, memoryLimit, cpuLimit }: ResourcePlan,
): EnvVar[] {
  const { contract, goVersion } = options;
  if (contract.language === 'go')
    return [
      ...(limit === undefined ? [] : [goMemLimit(limit, memoryLimit)]),
      ...(cpuLimit === undefined || readsQuota(goVersion) ? [] : [goMaxProcs()]),
    ];
  if (contract.language !== 'node') return [];
  const production = {
    name: EnvName.nodeEnv,
    value: note('production', 'Frameworks leave out their development checks; embedded stores are refused.'),
  };
  if (limit === undefined) return [production];
  return [production, isOnRuntime(contract) ? softLimit(limit, memoryLimit) : heapLimit(limit, memoryLimit)];
}

function goMemLimit(limit: number, quantity: string | undefined): EnvVar {
  const reason = `90 % of ${quantity}: near it the collector works harder instead of being killed; 10 % are for what it does not count.`;
  return { name: 'GOMEMLIMIT', value: note(goMemoryLimit(limit, SOFT_SHARE), reason) };
}

function goMaxProcs(): EnvVar {
  const resourceFieldRef = { resource: 'limits.cpu', divisor: note('1', 'In whole cores.') };
  const reason =
    'The CPU limit, rounded up: Go before 1.25 counts the node\u2019s cores and is throttled for it.';
  return note({ name: 'GOMAXPROCS', valueFrom: { resourceFieldRef } }, reason);
}

function softLimit(limit: number, quantity: string | undefined): EnvVar {
  const reason = `${shareOf(limit, SOFT_SHARE)} of ${quantity}: from there on caches shrink and requests wait, before the kernel kills.`;
  return { name: EnvName.memorySoftLimit, value: note(`${SOFT_SHARE * 100}%`, reason) };
}

function heapLimit(limit: number, quantity: string | undefined): EnvVar {
  const megabytes = Math.floor((limit * HEAP_SHARE) / 2 ** 20);
  const reason = `75 % of ${quantity}: V8 knows no container limit for its heap, and buffers and code live beside it.`;
  return { name: 'NODE_OPTIONS', value: note(`--max-old-space-size=${megabytes}`, reason) };
}

/** From 1.25 on Go reads the cgroup's quota itself and follows its changes, which the variable would switch off. */
function readsQuota(version: string | undefined): boolean {
  const [, minor] = /^1\.(\d+)/.exec(version ?? '') ?? [];
  return minor !== undefined && Number(minor) >= 25;
}

function configuration(contract: ServiceContract): EnvVar[] {
  const { file, secretFiles, secretEnv } = settingsOf(contract);
  const { secret } = namesOf(contract);
  return [
    ...(file.length === 0
      ? []
      : [
          {
            name: EnvName.configFile,
            value: note(
              `${mountPath.config}/${CONFIG_FILE_NAME}`,
              'Reloaded when the mounted ConfigMap changes.',
            ),
          },
        ]),
    ...secretFiles.map(({ env }) => ({ name: `${env}_FILE`, value: `${mountPath.secrets}/${env}` })),
    ...secretEnv.map(({ env, optional }) => ({
      name: env,
      valueFrom: {
        secretKeyRef: {
          name: secret,
          key: env,
          optional: optional ? note(true, 'The service runs without it.') : undefined,
        },
      },
    })),
  ];
}
