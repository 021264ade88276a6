/** What is generated, from any contract: valid, free of contradictions, and the same every time. */
import type { ServiceContract } from '@seaworthy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkManifests, manifestFiles } from '../../src/manifests/index.ts';
import { ofKind } from '../../src/model/index.ts';
import { pinger, shop } from './contracts.ts';
import { readGenerated } from './read-generated.ts';

const quantity = (unit: string) => fc.integer({ min: 64, max: 4096 }).map((count) => `${count}${unit}`);

/** What the manifests depend on. */
const choices = fc.record({
  base: fc.constantFrom(shop, pinger),
  language: fc.constantFrom('node', 'go', 'other'),
  drainDelaySeconds: fc.integer({ min: 0, max: 10 }),
  preStopSeconds: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
  gracePeriodSeconds: fc.integer({ min: 22, max: 600 }),
  memory: fc.option(quantity('Mi'), { nil: undefined }),
  cpu: fc.option(quantity('m'), { nil: undefined }),
  dependencies: fc.subarray(['postgres', 'redis', 's3', 'http', 'grpc', 'tcp'] as const),
  writablePaths: fc.subarray(['/tmp', '/var/cache/shop']),
  onRuntime: fc.boolean(),
});

/** Contracts that differ in it. */
const contracts = choices.map((it) => contractFrom(it));

function contractFrom(
  it: typeof choices extends fc.Arbitrary<infer Choice> ? Choice : never,
): ServiceContract {
  const { runtime, ...base } = it.base;
  const { language, gracePeriodSeconds, drainDelaySeconds, preStopSeconds } = it;
  return {
    ...base,
    language,
    ...(it.onRuntime && runtime !== undefined && { runtime }),
    shutdown: {
      gracePeriodSeconds,
      drainDelaySeconds,
      ...(preStopSeconds !== undefined && { preStopSeconds }),
    },
    resources: {
      ...(it.memory !== undefined && { memory: { limit: it.memory } }),
      ...(it.cpu !== undefined && { cpu: { limit: it.cpu } }),
    },
    dependencies: it.dependencies.map((kind) => ({ name: kind, kind, critical: false })),
    writablePaths: it.writablePaths,
  };
}

test(
  'whatever the contract, the manifests fit every supported version and do not contradict it',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(contracts, fc.constantFrom('production', 'dev'), async (contract, overlay) => {
        const { objects, problems } = await readGenerated({ contract }, {}, overlay);
        expect(problems).toEqual([]);
        expect(checkManifests(contract, objects)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  },
);

test('the same options give the same bytes', () => {
  fc.assert(
    fc.property(contracts, (contract) => {
      expect(manifestFiles({ contract })).toEqual(manifestFiles({ contract: structuredClone(contract) }));
    }),
  );
});

test('every number has its reason in a comment above it', () => {
  for (const contract of [shop, pinger])
    for (const { path, text } of manifestFiles({ contract, startMs: 240 })) {
      const lines = text.split('\n');
      const bare = lines.filter(
        (line, index) => /^[ -]*\w+: "?\d[\w.%]*"?$/.test(line) && !/^ *#/.test(lines[index - 1] ?? ''),
      );
      expect(bare, path).toEqual([]);
    }
});

async function deploymentOf(contract: ServiceContract, more: { startMs?: number; goVersion?: string } = {}) {
  const { objects } = await readGenerated({ contract, ...more });
  const spec = ofKind(objects, 'Deployment')[0]?.spec?.template?.spec;
  const container = spec?.containers?.[0];
  const env = Object.fromEntries((container?.env ?? []).map((it) => [it.name, it.value ?? it.valueFrom]));
  return { spec, container, env, objects };
}

test('a program on our runtime: no preStop, the budget told to the process, migrations first', async () => {
  const { spec, container, env } = await deploymentOf(shop);
  expect(spec?.terminationGracePeriodSeconds).toBe(30);
  expect(container?.lifecycle).toBeUndefined();
  expect(env).toMatchObject({
    SEAWORTHY_GRACE_PERIOD: '30s',
    SEAWORTHY_DRAIN_DELAY: '5s',
    SEAWORTHY_MEMORY_SOFT_LIMIT: '90%',
  });
  expect(spec?.initContainers).toMatchObject([{ name: 'migrate', args: ['migrate'], image: 'shop:1.2.3' }]);
  expect(env['DATABASE_URL_FILE']).toBe('/etc/seaworthy/secrets/DATABASE_URL');
  expect(env['REDIS_URL']).toMatchObject({ secretKeyRef: { name: 'shop-secrets', optional: true } });
});

test('what production requires is needed: a file of the Secret, or told to be set', async () => {
  const contract: ServiceContract = {
    ...shop,
    dependencies: [],
    config: [
      { env: 'REDIS_URL', type: 'url', required: false, requiredInProduction: true, secret: true },
      { env: 'S3_ENDPOINT', type: 'url', required: false, requiredInProduction: true },
      { env: 'S3_KEY', type: 'string', required: false, secret: true },
    ],
  };
  const { env, spec } = await deploymentOf(contract);
  expect(env['REDIS_URL_FILE']).toBe('/etc/seaworthy/secrets/REDIS_URL');
  expect(spec?.volumes?.find(({ name }) => name === 'secrets')?.secret).toEqual({
    secretName: 'shop-secrets',
    items: [{ key: 'REDIS_URL', path: 'REDIS_URL' }],
  });
  const files = manifestFiles({ contract });
  const overlay = files.find(({ path }) => path === 'overlays/production/kustomization.yaml')?.text;
  expect(overlay?.replaceAll(/\n# /g, ' ')).toContain(
    'The cluster must hold the Secret shop-secrets with REDIS_URL; it may hold S3_KEY.',
  );
  expect(overlay).toContain('- S3_ENDPOINT (required)');
  const foreign = await deploymentOf({ ...contract, language: 'go', runtime: undefined } as never);
  expect(foreign.env['REDIS_URL']).toEqual({ secretKeyRef: { name: 'shop-secrets', key: 'REDIS_URL' } });
});

test('a reloadable secret is a file, so that it can be rotated, which may be absent where it is optional', async () => {
  const rotated = { type: 'string', required: false, secret: true, reloadable: true } as const;
  const optional = { env: 'OLD_KEYS', ...rotated };
  const needed = { env: 'KEYS', ...rotated, requiredInProduction: true };
  const source = async (...config: ServiceContract['config']) =>
    (await deploymentOf({ ...shop, dependencies: [], config })).spec?.volumes?.find(
      ({ name }) => name === 'secrets',
    );
  const keys = { name: 'shop-secrets', items: [{ key: 'KEYS', path: 'KEYS' }] };
  const old = { name: 'shop-secrets', items: [{ key: 'OLD_KEYS', path: 'OLD_KEYS' }], optional: true };
  expect((await source(optional))?.projected).toEqual({ sources: [{ secret: old }] });
  expect((await source(optional, needed))?.projected).toEqual({
    sources: [{ secret: keys }, { secret: old }],
  });
  const { env } = await deploymentOf({ ...shop, dependencies: [], config: [optional] });
  expect(env['OLD_KEYS_FILE']).toBe('/etc/seaworthy/secrets/OLD_KEYS');
  expect(env).not.toHaveProperty('OLD_KEYS');
});

test('a Go program: a native sleep on top of its grace period, GOMEMLIMIT, GOMAXPROCS only before 1.25', async () => {
  const { spec, container, env } = await deploymentOf(pinger);
  expect(spec?.terminationGracePeriodSeconds).toBe(35);
  expect(container?.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  expect(env).toMatchObject({
    GOMEMLIMIT: '115MiB',
    GOMAXPROCS: { resourceFieldRef: { resource: 'limits.cpu' } },
  });
  expect(env['POD_NAME']).toBeUndefined();
  expect((await deploymentOf(pinger, { goVersion: '1.24.9' })).env).toHaveProperty('GOMAXPROCS');
  expect((await deploymentOf(pinger, { goVersion: '1.25.0' })).env).not.toHaveProperty('GOMAXPROCS');
});

test('three probes with numbers of their own; the start budget follows the measured start', async () => {
  const threshold = async (startMs: number) =>
    (await deploymentOf(shop, { startMs })).container?.startupProbe?.failureThreshold;
  expect(await threshold(240)).toBe(300);
  expect(await threshold(45_000)).toBe(450);
  const { startupProbe, livenessProbe, readinessProbe } = (await deploymentOf(shop)).container ?? {};
  const numbers = [startupProbe, livenessProbe, readinessProbe].map((it) => [
    it?.periodSeconds,
    it?.failureThreshold,
  ]);
  expect(new Set(numbers.map(String)).size).toBe(3);
});

test('without a startup probe of its own a program is asked for liveness at its start, or else for readiness', async () => {
  const startup = async (probes: ServiceContract['probes']) =>
    (await deploymentOf({ ...pinger, probes })).container?.startupProbe?.httpGet?.path;
  const { liveness, readiness } = pinger.probes;
  expect(await startup({ ...(liveness && { liveness }), ...(readiness && { readiness }) })).toBe('/healthz');
  expect(await startup({ ...(readiness && { readiness }) })).toBe('/ready');
  expect(await startup({})).toBeUndefined();
});

test('a contract that states a request for memory and no limit gets none', async () => {
  const resources = { memory: { request: '100Mi' } };
  const { container, env } = await deploymentOf({ ...pinger, resources });
  expect(container?.resources?.requests?.['memory']).toBe('100Mi');
  expect(container?.resources?.limits).not.toHaveProperty('memory');
  expect(env).not.toHaveProperty('GOMEMLIMIT');
});

test('a reloadable value is mounted under a name without a hash; the others roll the pods', async () => {
  const { objects, spec, container } = await deploymentOf(shop);
  const names = ofKind(objects, 'ConfigMap').map(({ metadata }) => metadata.name);
  expect(names).toEqual(
    expect.arrayContaining(['shop-config', expect.stringMatching(/^shop-env-[a-z0-9]{10}$/)]),
  );
  expect(container?.envFrom?.[0]?.configMapRef?.name).toMatch(/^shop-env-/);
  expect(spec?.volumes?.find(({ name }) => name === 'config')?.configMap?.name).toBe('shop-config');
});

test('every container fits the restricted Pod Security Standard', async () => {
  for (const contract of [shop, pinger]) {
    const { spec } = await deploymentOf(contract);
    expect(spec?.securityContext).toMatchObject({ seccompProfile: { type: 'RuntimeDefault' } });
    for (const { securityContext } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])])
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    expect(spec).toMatchObject({ automountServiceAccountToken: false });
    expect(spec).not.toHaveProperty('hostNetwork');
    expect((spec?.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined)).toEqual([]);
  }
});

test('no secret value is anywhere: of a contract that holds one nothing is written, nor is it told', () => {
  const contract: ServiceContract = {
    ...shop,
    config: [{ env: 'KEY', type: 'string', required: true, secret: true, default: 'hunter2' }],
  };
  expect(() => manifestFiles({ contract })).toThrow(
    expect.objectContaining({
      code: 'SW_CONTRACT_INVALID',
      message: expect.not.stringContaining('hunter2') as string,
    }),
  );
});

test('a budget that leaves no time for work is refused with its arithmetic', () => {
  const contract = { ...shop, shutdown: { gracePeriodSeconds: 6, drainDelaySeconds: 5 } };
  expect(() => manifestFiles({ contract })).toThrow(/6 = 0 preStop \+ 5 drain \+ 0 work \+ 1 margin/);
});

test('outgoing traffic is limited only where the contract says whom the process talks to', async () => {
  const egress = async (contract: ServiceContract) => {
    const { objects } = await readGenerated({ contract });
    const { policyTypes, egress: rules } = ofKind(objects, 'NetworkPolicy')[0]?.spec ?? {};
    return { policyTypes, rules: rules?.length };
  };
  expect(await egress(pinger)).toEqual({ policyTypes: ['Ingress'], rules: undefined });
  expect(await egress({ ...pinger, dependencies: [] })).toMatchObject({ rules: 1 });
  expect(await egress(shop)).toEqual({ policyTypes: ['Ingress', 'Egress'], rules: 3 });
});

test.each(['2024_01', '12:30', 'on', 'y', '1e3', '0x10', '0o17', '2024-01-02', '1.0', '1.0.0+build.7'])(
  'the version %s stays a text in every file, and is a tag and a label',
  async (version) => {
    const { objects, problems } = await readGenerated({ contract: { ...shop, version } });
    expect(problems).toEqual([]);
    const { metadata, spec } = ofKind(objects, 'Deployment')[0] ?? {};
    expect(metadata?.labels?.['app.kubernetes.io/version']).toBe(version.replace(/[:+]/, '_'));
    expect(spec?.template?.spec?.containers?.[0]?.image).toBe(`shop:${version.replace(/[:+]/, '_')}`);
  },
);

test('a default keeps its quotes', async () => {
  const config = [`"hello"`, `'a'`, `"`, `""`, 'a'].map((preset, index) => ({
    env: `VALUE_${index}`,
    type: index === 0 ? ('json' as const) : ('string' as const),
    required: false,
    default: preset,
  }));
  const contract: ServiceContract = { ...shop, config, dependencies: [] };
  const { objects, problems } = await readGenerated({ contract });
  expect(problems).toEqual([]);
  const data = ofKind(objects, 'ConfigMap').find(({ metadata }) =>
    metadata.name.startsWith('shop-env'),
  )?.data;
  expect(Object.values(data ?? {})).toEqual(config.map((entry) => entry.default));
  expect(checkManifests(contract, objects)).toEqual([]);
});

test('every volume has a name of its own, of at most 63 characters', async () => {
  const writablePaths = ['/var/a_b', '/var/a-b', `/${'long/'.repeat(20)}`, '/tmp'];
  const { spec, container } = await deploymentOf({ ...shop, writablePaths });
  const names = (spec?.volumes ?? []).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
  const mounts = container?.volumeMounts?.filter(({ name }) => name.startsWith('writable'));
  expect(mounts?.map(({ mountPath }) => mountPath)).toEqual(writablePaths);
});

test('the components for Prometheus and OpenTelemetry add to what is there', async () => {
  const all = ['availability', 'service-monitor', 'opentelemetry'].map(
    (name) => `  - ../../components/${name}`,
  );
  const overlay = 'overlays/production/kustomization.yaml';
  const { objects, problems } = await readGenerated(
    { contract: shop },
    { [overlay]: [['  - ../../components/availability', all.join('\n')]] },
  );
  expect(problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
    'unsupported monitoring.coreos.com/v1 ServiceMonitor is passed on without being read',
  ]);
  const policy = ofKind(objects, 'NetworkPolicy')[0]?.spec;
  expect(policy?.ingress).toHaveLength(2);
  expect(policy?.egress?.at(-1)).toEqual({ ports: [{ port: 4318, protocol: 'TCP' }] });
  const env = ofKind(objects, 'Deployment')[0]?.spec?.template?.spec?.containers?.[0]?.env;
  expect(env?.find(({ name }) => name === 'OTEL_TRACES_SAMPLER')?.value).toBe('parentbased_traceidratio');
  expect(env?.find(({ name }) => name === 'SEAWORTHY_GRACE_PERIOD')?.value).toBe('30s');
  expect(checkManifests(shop, objects)).toEqual([]);
  const scraped = ofKind(objects, 'Service').find(({ metadata }) => metadata.name === 'shop-metrics');
  expect(scraped?.spec?.ports).toMatchObject([{ name: 'admin', port: 9090 }]);
});
