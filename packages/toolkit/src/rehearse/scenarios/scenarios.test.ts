import type { ServiceContract } from '@seaworthy/contract';
import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../model/index.ts';
import type { ContainerConfig } from '../engines/index.ts';
import { testStage, type ContainerScript } from '../testing/index.ts';
import { judge } from '../verdict/index.ts';
import type { LoadStep } from '../workload/index.ts';
import { scenarios } from './index.ts';

const pod: PodSpec = {
  initContainers: [{ name: 'migrate', image: 'shop', args: ['migrate'] }],
  containers: [
    {
      name: 'app',
      image: 'shop',
      env: [{ name: 'DATABASE_URL', value: 'postgres://db' }],
      envFrom: [{ configMapRef: { name: 'shop' } }],
      readinessProbe: { httpGet: { path: '/readyz', port: 80 }, periodSeconds: 1, failureThreshold: 2 },
      livenessProbe: { httpGet: { path: '/livez', port: 80 }, periodSeconds: 5 },
    },
  ],
};

const contract = {
  config: [{ env: 'DATABASE_URL', type: 'url', required: true }],
} as unknown as ServiceContract;

/** A program that does everything right. It starts in 1 s and drains for 7 s. */
function sound({ name, command, env }: ContainerConfig, out: ReadonlySet<string>): ContainerScript {
  if (command?.[0] === '/bin/false') return { exit: { afterMs: 10, code: 1 } };
  if (name === 'migrate') return { exit: { afterMs: 50, code: 0 } };
  if (env['DATABASE_URL'] === undefined || env['LEVEL'] === 'bad') return { exit: { afterMs: 200, code: 1 } };
  return {
    stop: { afterMs: 7000, code: 0 },
    answer: ({ target, sinceStartMs }) => {
      if (sinceStartMs < 1000) return { outcome: 'refused' };
      return { outcome: target.endsWith('/readyz') && out.has('db') ? 503 : 200 };
    },
  };
}

/** As a sound program tells of what is wrong. */
function complains({ env }: ContainerConfig): string | undefined {
  return env['DATABASE_URL'] === undefined ? '{"msg":"DATABASE_URL is missing"}' : undefined;
}

function rehearsed(
  script = sound,
  change: (spec: PodSpec) => PodSpec = (spec) => spec,
  says: (config: ContainerConfig) => string | undefined = complains,
  eventLoop?: Parameters<typeof testStage>[0]['eventLoop'],
) {
  return testStage({
    pod: change(pod),
    script,
    says,
    ...(eventLoop && { eventLoop }),
    contract,
    dependencies: { db: true, cache: false },
    objects: [{ kind: 'ConfigMap', name: 'shop', data: { LEVEL: 'info' }, binary: {} }],
    settings: {
      configChange: { configMap: 'shop', good: { LEVEL: 'debug' }, bad: { LEVEL: 'bad' } },
      state: { write: { method: 'PUT', path: '/item' }, read: { path: '/item' } },
    },
  });
}

function named(name: string) {
  return scenarios.filter((scenario) => scenario.name === name);
}

describe('with a sound program', () => {
  test.each(scenarios.map(({ name }) => name))('%s ends whole, and misses nothing', async (name) => {
    const { rehearse, deployment } = rehearsed();
    const evidence = await rehearse(...named(name));
    expect(evidence.scenarios).toMatchObject([{ name, skipped: undefined }]);
    expect(deployment.state).toBe('complete');
    expect(deployment.pods).toHaveLength(3);
    expect(deployment.pods.every(({ status }) => status.ready)).toBe(true);
    const verdicts = judge(evidence).filter(({ scenario }) => scenario === name);
    expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  test('the load meets more calm than the five seconds that belong to a start', async () => {
    const { scenarios: runs } = await rehearsed().rehearse(...named('start'));
    expect(runs.map(({ startedAt, endedAt }) => endedAt - startedAt)).toEqual([6000]);
  });

  test('the pod that took what was written, and was killed, is asked for it: proxies know it again', async () => {
    const slow: typeof sound = (config, out) => ({
      ...sound(config, out),
      // Of its pod, which lives for 20 s before the scenario.
      answer: ({ sinceStartMs }) => ({ outcome: sinceStartMs > 20_000 && sinceStartMs < 25_000 ? 503 : 200 }),
    });
    const { events } = await rehearsed(slow).rehearse(...named('kill'));
    const podsOf = (what: string) =>
      events.flatMap((event) => (event.type === 'measured' && event.what === what ? [event.pod] : []));
    expect(podsOf('state-written')).toEqual(podsOf('struck'));
    expect(podsOf('state-read')).toContain(podsOf('struck')[0]);
  });

  test('a pod that has not ended before is struck: no second restart is waited for', async () => {
    const { events } = await rehearsed().rehearse(...named('crash'), ...named('crash'));
    const struck = events.flatMap((event) =>
      event.type === 'measured' && event.what === 'struck' ? [event.pod] : [],
    );
    expect(new Set(struck).size).toBe(2);
  });

  test('all of them take less than three minutes', async () => {
    const { rehearse, clock } = rehearsed();
    const evidence = await rehearse(...scenarios);
    const seconds = evidence.scenarios.map(({ name, startedAt, endedAt }) => [
      name,
      (endedAt - startedAt) / 1000,
    ]);
    expect(clock.now(), JSON.stringify(seconds)).toBeLessThan(180_000);
    expect(judge(evidence).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });
});

describe('memory pressure', () => {
  test('some container that still runs is watched for long enough that a leak would show', async () => {
    const { events } = await rehearsed().rehearse(...named('rollout'), ...named('oom'));
    const pressed = events.find((event) => event.type === 'measured' && event.what === 'pressed');
    const lives = events.flatMap((event) => {
      if (event.type !== 'container-started' || event.container !== 'app') return [];
      const exit = events.find(
        ({ type, ...one }) =>
          type === 'container-exited' && 'pod' in one && one.pod === event.pod && one.at > event.at,
      );
      return [Math.min(exit?.at ?? Infinity, pressed?.at ?? 0) - event.at];
    });
    expect(Math.max(...lives)).toBeGreaterThanOrEqual(45_000);
  });

  const pressedWith = async (memory: string | undefined, step?: Omit<LoadStep, 'path'>, what = 'pressed') => {
    const { rehearse } = testStage({
      pod: {
        containers: [{ name: 'app', ...(memory !== undefined && { resources: { limits: { memory } } }) }],
      },
      script: () => ({ stop: { afterMs: 100, code: 0 } }),
      settings: { load: { steps: [{ path: '/', ...step }] } },
    });
    const { events } = await rehearse(...named('oom'));
    return events.flatMap((event) => (event.type === 'measured' && event.what === what ? [event.value] : []));
  };

  test('as many bodies of 2 MiB as fill the limits of three pods are under way at once', async () => {
    expect(await pressedWith('100Mi', { kind: 'upload' })).toEqual([150]);
  });

  test('they go by HTTP/2 where the load does, and who answers them is counted', async () => {
    const rpc = { kind: 'h2c', method: 'POST', bodyBase64: 'AAAAAAA=' } as const;
    expect(await pressedWith('100Mi', rpc)).toEqual([150]);
    expect((await pressedWith('100Mi', rpc, 'large-answered')).map((count) => Number(count) > 0)).toEqual([
      true,
    ]);
    expect(await pressedWith('100Mi', undefined, 'large-answered')).toEqual([0]);
  });

  test('no more than this machine bears, and some where there is no limit', async () => {
    expect(await pressedWith('4Gi', { kind: 'upload' })).toEqual([512]);
    expect(await pressedWith(undefined, { kind: 'upload' })).toEqual([96]);
  });

  test('none where the load has no request that bears a body', async () => {
    expect(await pressedWith('100Mi')).toEqual([0]);
  });
});

test('requests with a trace context go by what the load speaks, and not by a stream', async () => {
  const rpc = { path: '/a', kind: 'h2c' } as const;
  const { rehearse, asked } = testStage({
    pod: { containers: [{ name: 'app' }] },
    script: () => ({ stop: { afterMs: 100, code: 0 } }),
    settings: { load: { steps: [{ path: '/events', kind: 'sse' }, rpc] } },
  });
  await rehearse(...named('trace'));
  expect(new Set(asked)).toEqual(new Set([rpc]));
});

interface Broken {
  readonly name: string;
  readonly fault: string;
  readonly script: typeof sound;
  readonly change?: (spec: PodSpec) => PodSpec;
  readonly says?: () => undefined;
  readonly eventLoop?: 'answers no probes';
}

/** Programs that are broken, by the scenario and the fault that it shows. */
const broken: readonly Broken[] = [
  {
    name: 'rollout',
    fault: 'signal-ignored',
    script: (config, out) => withStop(sound(config, out), 'ignored'),
  },
  { name: 'kill', fault: 'crash-loop', script: crashesAfterKill() },
  { name: 'dependency-outage', fault: 'liveness-depends-on-dependency', script: asks('/livez', 'db') },
  { name: 'dependency-outage', fault: 'not-ready-on-outage', script: asks('/readyz', 'cache') },
  {
    name: 'stall',
    fault: 'liveness-kills-busy',
    script: sound,
    change: (spec) => withLiveness(spec, { periodSeconds: 1, failureThreshold: 1 }),
  },
  {
    name: 'stall',
    fault: 'no-liveness-for-stall',
    script: sound,
    change: (spec) => withLiveness(spec, undefined),
  },
  { name: 'stall', fault: 'no-liveness-for-stall', script: sound, eventLoop: 'answers no probes' },
  { name: 'bad-config', fault: 'config-not-validated', script: acceptsAll },
  { name: 'bad-config', fault: 'config-error-silent', script: sound, says: () => undefined },
  { name: 'config-change', fault: 'config-not-validated', script: acceptsAll },
  { name: 'failing-migration', fault: 'migration-not-gated', script: acceptsAll },
];

describe('with a broken program', () => {
  test.each(broken)('$name shows $fault', async ({ name, fault, script, change, says, eventLoop }) => {
    const { rehearse } = rehearsed(script, change, says, eventLoop);
    const verdicts = judge(await rehearse(...named(name))).filter(({ scenario }) => scenario === name);
    expect(verdicts.map((verdict) => verdict.fault)).toContain(fault);
  });
});

test('a dependency is slow, then cut off, then resets connections, then refuses them, then is back', async () => {
  const { events } = await rehearsed().rehearse(...named('dependency-outage'));
  const states = events.flatMap((event) =>
    event.type === 'dependency' && event.name === 'db' ? [event.state] : [],
  );
  expect(states.slice(0, 5)).toEqual(['slow', 'cut', 'resetting', 'refusing', 'up']);
});

test('stall tells of all threads and of the event loop, each on a pod of its own', async () => {
  const verdicts = judge(await rehearsed().rehearse(...named('stall')));
  const own = verdicts.filter(({ scenario }) => scenario === 'stall');
  expect(own.map(({ expectation, outcome }) => `${expectation}: ${outcome}`)).toEqual([
    'stall/short-stall-survived: pass',
    'stall/long-stall-restarted: pass',
    'stall/short-loop-stall-survived: pass',
    'stall/long-loop-stall-noticed: pass',
  ]);
});

test('stall claims nothing of the event loop of a program without one', async () => {
  const { rehearse } = rehearsed(sound, (spec) => spec, complains, 'none');
  const verdicts = judge(await rehearse(...named('stall')));
  for (const name of ['stall/short-loop-stall-survived', 'stall/long-loop-stall-noticed'])
    expect(verdicts.find(({ expectation }) => expectation === name)).toMatchObject({
      outcome: 'not-shown',
      what: expect.stringContaining('it has none'),
    });
});

function withStop(script: ContainerScript, stop: ContainerScript['stop'] & {}): ContainerScript {
  return script.exit === undefined ? { ...script, stop } : script;
}

function asks(path: string, dependency: string): typeof sound {
  return (config, out) => {
    const script = sound(config, out);
    return {
      ...script,
      answer: (request) =>
        request.target.endsWith(path) && out.has(dependency) ? { outcome: 503 } : script.answer?.(request),
    };
  };
}

/** Its configuration and its migration may be what they like. */
function acceptsAll(config: ContainerConfig, out: ReadonlySet<string>): ContainerScript {
  const { command: _, ...rest } = config;
  return sound({ ...rest, command: undefined, env: { DATABASE_URL: 'some' } }, out);
}

/** The first three starts are sound, what is started later exits at once. */
function crashesAfterKill(): typeof sound {
  let starts = 0;
  return (config, out) => {
    if (config.name === 'app' && ++starts > 3) return { exit: { afterMs: 300, code: 1 } };
    return sound(config, out);
  };
}

function withLiveness(
  spec: PodSpec,
  probe: { readonly periodSeconds: number; readonly failureThreshold: number } | undefined,
): PodSpec {
  return {
    ...spec,
    containers: spec.containers.map(({ livenessProbe, ...container }) =>
      Object.assign(container, probe === undefined ? {} : { livenessProbe: { ...livenessProbe, ...probe } }),
    ),
  };
}
