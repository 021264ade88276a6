import { expect, test } from 'vitest';
import type { Container, PodSpec, Problem } from '../../../model/index.ts';
import { podProblems } from './pod.ts';
import { Scope } from './scope.ts';

/** The places of a pod that people are told of. */
function toldOf(spec: Partial<PodSpec>): (string | undefined)[] {
  const found: Problem[] = [];
  const pod = { containers: [{ name: 'web', image: 'web' }], ...spec };
  podProblems(pod, new Scope(pod, found));
  return found.map(({ path }) => path);
}

const containerOf = (facts: Partial<Container>) => ({ name: 'web', image: 'web', ...facts });

test.each([
  [{ nodeSelector: { disk: 'ssd' } }, ['nodeSelector']],
  [{ activeDeadlineSeconds: 60 }, ['activeDeadlineSeconds']],
  [{ dnsConfig: { nameservers: ['10.0.0.1'] } }, ['dnsConfig']],
  [{ hostNetwork: true }, ['hostNetwork']],
  [{ hostPID: true }, ['hostPID']],
  [{ shareProcessNamespace: true }, ['shareProcessNamespace']],
  [{ shareProcessNamespace: false, hostNetwork: false }, []],
  [{ os: { name: 'windows' } }, ['os']],
  [{ os: { name: 'linux' } }, []],
  [{ readinessGates: [{ conditionType: 'example.com/ready' }] }, ['readinessGates']],
  [{ readinessGates: [], tolerations: [] }, []],
  [{ schedulerName: 'other' }, ['schedulerName']],
  // As `kubectl get -o yaml` writes it.
  [{ schedulerName: 'default-scheduler', preemptionPolicy: 'PreemptLowerPriority' }, []],
  [{ serviceAccountName: 'shop' }, ['serviceAccountName']],
  [{ serviceAccountName: 'shop', automountServiceAccountToken: false }, []],
  [{ serviceAccountName: 'default' }, []],
  [{ securityContext: { fsGroup: 1000 } }, ['securityContext.fsGroup']],
  [{ volumes: [{ name: 'a', emptyDir: {} }] }, []],
  [
    { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }] },
    ['volumes[0].persistentVolumeClaim'],
  ],
  [{ volumes: [{ name: 'a', hostPath: { path: '/a' } }] }, ['volumes[0].hostPath']],
  [
    {
      volumes: [
        { name: 'a', projected: { sources: [{ downwardAPI: {} }, { serviceAccountToken: { path: 'a' } }] } },
      ],
    },
    ['volumes[0].projected.sources[1].serviceAccountToken'],
  ],
] satisfies [Partial<PodSpec>, string[]][])('what of a pod is not emulated is told: %j', (spec, paths) => {
  expect(toldOf(spec)).toEqual(paths);
});

test.each([
  [{ tty: true }, ['tty']],
  [{ stdin: true }, ['stdin']],
  [{ tty: false }, []],
  [{ terminationMessagePath: '/dev/log' }, ['terminationMessagePath']],
  [{ terminationMessagePolicy: 'FallbackToLogsOnError' }, ['terminationMessagePolicy']],
  [{ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }, []],
  [{ securityContext: { privileged: true } }, ['securityContext.privileged']],
  [{ resources: { claims: [{ name: 'gpu' }] } }, ['resources.claims']],
  [
    { volumeMounts: [{ name: 'a', mountPath: '/a', mountPropagation: 'Bidirectional' }] },
    ['volumeMounts[0].mountPropagation'],
  ],
  [{ ports: [{ containerPort: 1 }, { containerPort: 80, hostPort: 80 }] }, ['ports[1].hostPort']],
  [{ ports: [{ containerPort: 80, protocol: 'TCP' }] }, []],
  [{ ports: [{ containerPort: 53, protocol: 'UDP' }] }, ['ports[0].protocol']],
] satisfies [Partial<Container>, string[]][])(
  'what of a container is not emulated is told, of init containers too: %j',
  (facts, paths) => {
    const container = containerOf(facts);
    expect(toldOf({ initContainers: [container], containers: [container] })).toEqual(
      ['initContainers', 'containers'].flatMap((list) => paths.map((path) => `${list}[0].${path}`)),
    );
  },
);

test('a restart policy of its own is told of a container, and not of a sidecar, whose policy holds', () => {
  const container = containerOf({ restartPolicy: 'Always' });
  expect(toldOf({ initContainers: [container], containers: [container] })).toEqual([
    'containers[0].restartPolicy',
  ]);
});

test('hardening and limits of other resources are told in one line each for the whole pod', () => {
  const found: Problem[] = [];
  const hardened = containerOf({
    securityContext: { capabilities: { drop: ['ALL'] } },
    resources: { limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' } },
  });
  const pod: PodSpec = {
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    containers: [hardened, hardened],
  };
  podProblems(pod, new Scope(pod, found));
  expect(found.map(({ message }) => message)).toEqual([
    'securityContext: capabilities, seccompProfile not applied',
    'resources.limits: ephemeral-storage not enforced',
  ]);
});
