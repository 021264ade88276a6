/** What single fields of generated objects promise. */
import { expect, test } from 'vitest';
import type { ServiceContract } from '@seaworthy/contract';
import { ofKind } from '../../src/model/index.ts';
import { pinger, shop } from './contracts.ts';
import { readGenerated } from './read-generated.ts';

test('outgoing traffic never reaches the address at which clouds hand out credentials of the node', async () => {
  const { objects } = await readGenerated({ contract: shop });
  const rules = ofKind(objects, 'NetworkPolicy')[0]?.spec?.egress ?? [];
  const blocks = rules.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
  expect(blocks.length).toBeGreaterThan(0);
  for (const { cidr, except } of blocks)
    expect(except).toEqual([cidr === '::/0' ? 'fd00:ec2::254/128' : '169.254.169.254/32']);
});

test.each([
  ['postgres', undefined, [5432]],
  ['postgres', 'postgres://pooler:6432/db', [6432, 5432]],
  ['redis', 'rediss://cache', [6379]],
  ['s3', 'http://minio:9000', [443, 9000]],
  ['http', 'http://prices:3000', undefined],
  ['grpc', undefined, undefined],
  ['tcp', undefined, undefined],
] as const)(
  'traffic to a %s with the address %s by default leaves by the ports %j',
  async (kind, preset, ports) => {
    const contract: ServiceContract = {
      ...pinger,
      config: [{ env: 'ADDRESS', type: 'url', required: false, ...(preset && { default: preset }) }],
      dependencies: [{ name: 'other', kind, critical: true, env: 'ADDRESS' }],
    };
    const { objects } = await readGenerated({ contract });
    const [, rule] = ofKind(objects, 'NetworkPolicy')[0]?.spec?.egress ?? [];
    // A port that cannot be told is not guessed: without ports a rule lets out to any.
    expect(rule?.ports?.map(({ port }) => port)).toEqual(ports);
    expect(rule?.to).toHaveLength(3);
  },
);

test('a rollout takes no pod away before a new one is ready, and its deadline leaves room for two starts', async () => {
  const rollout = async (startMs: number) => {
    const { objects } = await readGenerated({ contract: shop, startMs });
    return ofKind(objects, 'Deployment')[0]?.spec;
  };
  expect((await rollout(240))?.strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: '25%' });
  expect((await rollout(240))?.progressDeadlineSeconds).toBe(600);
  expect((await rollout(45_000))?.progressDeadlineSeconds).toBe(900);
});

test('of a version that is longer than a label may be, the label has what fits', async () => {
  const { objects, problems } = await readGenerated({
    contract: { ...shop, version: `1.0.0+${'b'.repeat(70)}` },
  });
  expect(problems).toEqual([]);
  const label = ofKind(objects, 'Deployment')[0]?.metadata.labels?.['app.kubernetes.io/version'];
  expect(label).toBe(`1.0.0_${'b'.repeat(57)}`);
});

test('the Service offers http on port 80, unless another port has it', async () => {
  const web = { name: 'web', port: 80 } as const;
  const ports = async (contract: ServiceContract) => {
    const { objects } = await readGenerated({ contract });
    return ofKind(objects, 'Service')[0]?.spec?.ports?.map(({ name, port }) => `${name} ${port}`);
  };
  expect(await ports(shop)).toEqual(['http 80']);
  expect(await ports({ ...shop, ports: [...shop.ports, web] })).toEqual(['http 8080', 'web 80']);
});

test('a program without ports for clients is ended at once: nobody sends it requests', async () => {
  const podOf = async (contract: ServiceContract) => {
    const { objects } = await readGenerated({ contract });
    return ofKind(objects, 'Deployment')[0]?.spec?.template.spec;
  };
  const admin = { name: 'admin', port: 9090 } as const;
  for (const ports of [[], [admin]]) {
    const worker = await podOf({ ...pinger, ports, probes: {} });
    expect(worker?.containers[0]?.lifecycle).toBeUndefined();
    expect(worker?.terminationGracePeriodSeconds).toBe(30);
  }
  expect((await podOf(pinger))?.terminationGracePeriodSeconds).toBe(35);
});

test('a start is given 5 min where a critical dependency may be awaited, else 1 min, or ten times the measured one', async () => {
  const budget = async (critical: boolean, startMs?: number) => {
    const contract: ServiceContract = {
      ...pinger,
      dependencies: [
        { name: 'db', kind: 'postgres', critical },
        { name: 'cache', kind: 'redis', critical: false },
      ],
    };
    const { objects } = await readGenerated({ contract, startMs });
    const probe = ofKind(objects, 'Deployment')[0]?.spec?.template.spec?.containers[0]?.startupProbe;
    return (probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0);
  };
  expect(await budget(true)).toBe(300);
  expect(await budget(false)).toBe(60);
  expect(await budget(false, 6100)).toBe(61);
  expect(await budget(true, 6100)).toBe(300);
});

test('the Service says what each of its ports speaks, by the names that proxies know', async () => {
  const protocols = ['http', 'h2c', 'grpc', 'tcp'] as const;
  const stated = protocols.map((protocol, index) => ({ name: `p${index}`, port: 8000 + index, protocol }));
  const ports = [...stated, { name: 'p4', port: 8004 }];
  const { objects } = await readGenerated({ contract: { ...pinger, ports, probes: {} } });
  expect(ofKind(objects, 'Service')[0]?.spec?.ports?.map(({ appProtocol }) => appProtocol)).toEqual([
    'http',
    'kubernetes.io/h2c',
    'grpc',
    undefined,
    'http',
  ]);
});

test('a migration has the image, settings, limits and volumes of the service', async () => {
  const { objects } = await readGenerated({ contract: shop });
  const { initContainers, containers } = ofKind(objects, 'Deployment')[0]?.spec?.template.spec ?? {};
  const [migration, service] = [initContainers?.[0], containers?.[0]];
  for (const field of ['image', 'env', 'envFrom', 'resources', 'securityContext', 'volumeMounts'] as const) {
    expect(service?.[field]).toBeDefined();
    expect(migration?.[field]).toEqual(service?.[field]);
  }
});

test('our runtime is told how long a preStop of the contract takes', async () => {
  const contract = { ...shop, shutdown: { ...shop.shutdown, preStopSeconds: 3 } };
  const { objects } = await readGenerated({ contract });
  const container = ofKind(objects, 'Deployment')[0]?.spec?.template.spec?.containers[0];
  expect(container?.lifecycle).toEqual({ preStop: { sleep: { seconds: 3 } } });
  expect(container?.env).toContainEqual({ name: 'SEAWORTHY_PRE_STOP', value: '3s' });
});

test('in development there is one replica; in production the autoscaler takes none away in a lull of 5 min', async () => {
  const development = await readGenerated({ contract: shop }, {}, 'dev');
  expect(ofKind(development.objects, 'Deployment')[0]?.spec?.replicas).toBe(1);
  const production = await readGenerated({ contract: shop });
  expect(ofKind(production.objects, 'HorizontalPodAutoscaler')[0]?.spec?.behavior).toEqual({
    scaleDown: { stabilizationWindowSeconds: 300 },
  });
  expect(ofKind(production.objects, 'PodDisruptionBudget')[0]?.spec).toMatchObject({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test('a program that answers probes between its requests is given more time than our runtime', async () => {
  const timeouts = async (contract: ServiceContract) => {
    const { objects } = await readGenerated({ contract });
    const container = ofKind(objects, 'Deployment')[0]?.spec?.template.spec?.containers[0];
    return [container?.livenessProbe?.timeoutSeconds, container?.readinessProbe?.timeoutSeconds];
  };
  expect(await timeouts(shop)).toEqual([2, 2]);
  expect(await timeouts(pinger)).toEqual([5, 3]);
});

test('a probe without a path is one of gRPC, by the number of its port', async () => {
  const contract: ServiceContract = {
    ...pinger,
    ports: [...pinger.ports, { name: 'rpc', port: 50_051, protocol: 'grpc' }],
    probes: { readiness: { port: 'rpc' } },
  };
  const { objects } = await readGenerated({ contract });
  const container = ofKind(objects, 'Deployment')[0]?.spec?.template.spec?.containers[0];
  expect(container?.readinessProbe?.grpc).toEqual({ port: 50_051 });
});

test('the heap of a Node program that is not on our runtime leaves room below its limit', async () => {
  const contract: ServiceContract = {
    ...pinger,
    language: 'node',
    resources: { memory: { limit: '400Mi' } },
  };
  const { objects } = await readGenerated({ contract });
  const env = ofKind(objects, 'Deployment')[0]?.spec?.template.spec?.containers[0]?.env;
  expect(env).toContainEqual({ name: 'NODE_OPTIONS', value: '--max-old-space-size=300' });
});
