import type { Container, KubernetesObject, PodSpec } from '../../model/index.ts';
import { imageTag } from '../../image-tag.ts';
import { labelsOf, selectorOf } from '../names.ts';
import type { ManifestOptions } from '../options.ts';
import { note, type Annotated } from '../text/index.ts';
import { envFromOf, envOf } from './environment.ts';
import { migrationContainer } from './migration.ts';
import { probesOf, startBudget } from './probes.ts';
import { planResources } from './resources.ts';
import { containerSecurity, podSecurity } from './security.ts';
import { gracePeriod, planShutdown, preStop } from './shutdown.ts';
import { volumesOf } from './volumes.ts';

const MIN_READY_SECONDS = 5;
/** Kubernetes' own default of progressDeadlineSeconds (pkg/apis/apps/v1/defaults.go). */
const PROGRESS_DEADLINE_SECONDS = 600;

/** The Deployment. It has no `replicas`: the autoscaler owns them. */
export function deployment(options: ManifestOptions): Annotated<KubernetesObject> {
  const { contract } = options;
  const { seconds: startSeconds } = startBudget(options);
  const deadline = Math.max(PROGRESS_DEADLINE_SECONDS, 2 * startSeconds);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    spec: {
      revisionHistoryLimit: note(5, 'Five versions to go back to.'),
      progressDeadlineSeconds: note(
        deadline,
        `At least twice the ${startSeconds} s that a start may take, migrations included. After it the rollout is reported as failed; nothing is rolled back by itself.`,
      ),
      minReadySeconds: note(
        MIN_READY_SECONDS,
        'A pod that dies within 5 s of being ready stops the rollout before it takes the next one.',
      ),
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: {
          maxUnavailable: note(0, 'A new pod is ready before an old one goes.'),
          maxSurge: note('25%', 'Rounded up: at least one at a time.'),
        },
      },
      selector: { matchLabels: selectorOf(contract) },
      template: { metadata: { labels: labelsOf(contract) }, spec: podSpec(options) },
    },
  };
}

function podSpec(options: ManifestOptions): Annotated<PodSpec> {
  const { contract } = options;
  const container = mainContainer(options);
  const migration = migrationContainer(options, container);
  return {
    serviceAccountName: contract.name,
    automountServiceAccountToken: note(false, 'The service does not talk to the Kubernetes API.'),
    enableServiceLinks: note(
      false,
      'No variable for each Service of the namespace, which could be taken for one of the program\u2019s own.',
    ),
    terminationGracePeriodSeconds: gracePeriod(planShutdown(contract)),
    securityContext: podSecurity,
    topologySpreadConstraints: [
      spread(
        options,
        'kubernetes.io/hostname',
        'Pods on different nodes, so that the loss of a node is not the loss of the service; one node is no hindrance.',
      ),
      spread(options, 'topology.kubernetes.io/zone', 'And in different zones.'),
    ],
    initContainers: migration && [migration],
    containers: [container],
    volumes: volumesOf(contract).volumes,
  } as Annotated<PodSpec>;
}

function mainContainer(options: ManifestOptions): Annotated<Container> {
  const { contract, image = contract.name } = options;
  const shutdown = planShutdown(contract);
  const resources = planResources(contract);
  return {
    name: contract.name,
    image: note(
      `${image}:${imageTag(contract.version)}`,
      'The overlays\u2019 `images` say the registry and the digest.',
    ),
    imagePullPolicy: note(
      'IfNotPresent',
      'A version is never pushed twice; a registry that is down stops no pod on a node that has the image.',
    ),
    ports: contract.ports.map(({ name, port, env }) => ({
      name,
      containerPort: note(port, portReason(env)),
    })),
    envFrom: envFromOf(contract),
    env: envOf(options, shutdown, resources),
    ...probesOf(options),
    lifecycle: preStop(shutdown),
    resources: resources.requirements,
    securityContext: containerSecurity,
    terminationMessagePolicy: note(
      'FallbackToLogsOnError',
      '`kubectl describe pod` shows the last log lines of a crash.',
    ),
    volumeMounts: volumesOf(contract).mounts,
  };
}

function portReason(env: string | undefined): string {
  return env === undefined ? 'As the contract says.' : `As the contract says; ${env} changes it.`;
}

function spread({ contract }: ManifestOptions, topologyKey: string, reason: string) {
  return note(
    {
      topologyKey,
      maxSkew: note(1, 'As even as the number of replicas allows.'),
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selectorOf(contract) },
      // Counted per rollout, or the old pods would push the new ones together.
      matchLabelKeys: ['pod-template-hash'],
    },
    reason,
  );
}
