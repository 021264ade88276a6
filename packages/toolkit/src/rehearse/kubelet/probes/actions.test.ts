import { expect, test } from 'vitest';
import type { Probe } from '../../../model/index.ts';
import type { PodNetwork, PodSandbox, RunningContainer } from '../../engines/index.ts';
import { testCluster, type ContainerScript } from '../../testing/index.ts';
import { LEFT_OPEN } from '../exit-words.ts';
import { ask } from './actions.ts';
import { probeHttp } from './http.ts';

/** Manifests may say so where their schema names the values. */
const nothing: string = '';

type Answer = NonNullable<ContainerScript['answer']>;

/** What the first readiness probe found. */
async function firstProbe(readinessProbe: Probe, answer: Answer = () => undefined) {
  const { clock, of, run } = testCluster({ answer });
  const ports = [{ name: 'web', containerPort: 8080 }];
  run({ containers: [{ name: 'app', ports, readinessProbe }] });
  await clock.advance(5000);
  return of('probe')[0];
}

test.each([
  [200, 'success'],
  [204, 'success'],
  [399, 'success'],
  [199, 'failure'],
  [400, 'failure'],
  [500, 'failure'],
])('§2 HTTP: status %d is a %s', async (outcome, expected) => {
  expect(await firstProbe({ httpGet: { port: 80 } }, () => ({ outcome }))).toMatchObject({
    outcome: expected,
  });
});

test('§2 HTTP: path, named port and pod IP by default; User-Agent and Accept as the kubelet sends them', async () => {
  const asked: unknown[] = [];
  await firstProbe({ httpGet: { port: 'web' } }, ({ target, headers }) => {
    asked.push([target, headers]);
    return undefined;
  });
  expect(asked[0]).toEqual(['http://10.244.0.1:8080/', { 'user-agent': 'kube-probe/1.36', accept: '*/*' }]);
});

test('§2 HTTP: host, scheme, path and headers of the manifest win; an empty Accept sends none', async () => {
  const asked: unknown[] = [];
  const httpHeaders = [
    { name: 'User-Agent', value: 'mine' },
    { name: 'Accept', value: '' },
  ];
  await firstProbe(
    { httpGet: { port: 8443, host: '10.0.0.9', scheme: 'HTTPS', path: '/ready?full=1', httpHeaders } },
    ({ target, headers }) => {
      asked.push([target, headers]);
      return undefined;
    },
  );
  expect(asked[0]).toEqual(['https://10.0.0.9:8443/ready?full=1', { 'user-agent': 'mine' }]);
});

test.each([
  ['/ready?full=1#part', '/ready?full=1'],
  ['ready', '/ready'],
  ['//healthz', '/'],
  ['//healthz/ready?full=1', '/ready?full=1'],
  ['///healthz', '///healthz'],
  ['https://other:81/ready', '/ready'],
])('§2 HTTP: the path %s never leads to another host', async (path, expected) => {
  const targets: string[] = [];
  await firstProbe({ httpGet: { port: 8080, path } }, ({ target }) => {
    targets.push(target);
    return undefined;
  });
  expect(targets[0]).toBe(`http://10.244.0.1:8080${expected}`);
});

test.each([
  ['HTTP', { httpGet: { port: 80, host: '', scheme: nothing as 'HTTP', path: '' } }, 'http://10.244.0.1/'],
  ['TCP', { tcpSocket: { port: 80, host: '' } }, '10.244.0.1:80'],
])(
  '§2 %s: an empty host is the pod’s IP, an empty scheme HTTP, an empty path /',
  async (_, readinessProbe, target) => {
    const asked: string[] = [];
    const probe = await firstProbe(readinessProbe, (request) => void asked.push(request.target));
    expect(probe).toMatchObject({ outcome: 'success' });
    expect(asked).toEqual([target]);
  },
);

test.each([301, 302, 303, 307, 308])(
  '§2 HTTP: a redirect by %d on the same host is followed, be it to another port',
  async (outcome) => {
    const location = 'http://10.244.0.1:81/next';
    const probe = await firstProbe({ httpGet: { port: 80 } }, ({ target }) =>
      target === location ? { outcome: 500 } : { outcome, location },
    );
    expect(probe).toMatchObject({ outcome: 'failure', message: '/next answered 500' });
  },
);

test('§2 HTTP: a redirect on the same host is followed; the tenth one is a failure', async () => {
  let asked = 0;
  const probe = await firstProbe({ httpGet: { port: 80 } }, () => {
    asked++;
    return { outcome: 302, location: '/again' };
  });
  expect(probe).toMatchObject({ outcome: 'failure' });
  expect(asked).toBe(10);
});

test.each([
  ['without an address passes', '', 'success'],
  ['to what is no address is a failure', 'http://', 'failure'],
])('§2 HTTP: a redirect %s', async (_, location, outcome) => {
  const probe = await firstProbe({ httpGet: { port: 80 } }, () => ({ outcome: 302, location }));
  expect(probe).toMatchObject({ outcome });
});

test('§2 trap 8: a redirect to another host is not followed and passes', async () => {
  const hosts = new Set<string>();
  const probe = await firstProbe({ httpGet: { port: 80 } }, ({ target }) => {
    hosts.add(new URL(target).hostname);
    return { outcome: 302, location: 'https://login.example/' };
  });
  expect(probe).toMatchObject({ outcome: 'success' });
  expect([...hosts]).toEqual(['10.244.0.1']);
});

test('§2 HTTP: 10 KiB of the body are read, and no more', async () => {
  const limits: number[] = [];
  const network = {
    get: () =>
      Promise.resolve({
        status: 200,
        location: undefined,
        readBody: (limit: number) => Promise.resolve(void limits.push(limit)),
      }),
  } as unknown as PodNetwork;
  await probeHttp({ port: 80 }, { name: 'app' }, { ip: '10.0.0.1', network }, new AbortController().signal);
  expect(limits).toEqual([10_240]);
});

test('§2 HTTP: the time-out bounds redirects too', async () => {
  const probe = await firstProbe({ httpGet: { port: 80 }, timeoutSeconds: 1 }, () => ({
    outcome: 302,
    location: '/again',
    afterMs: 400,
  }));
  expect(probe).toMatchObject({ outcome: 'failure', at: 2000, message: expect.stringContaining('1 s') });
});

test.each([
  ['an unresolvable port', { httpGet: { port: 'nope' } }, 'broken-body', [], 1000],
  ['a port that is none', { httpGet: { port: 0 } }, 'broken-body', [], 1000],
  ['a body that breaks off', { httpGet: { port: 80 } }, 'broken-body', [1000, 1000, 1000], 1000],
  [
    'a body that is not all there within timeoutSeconds',
    { httpGet: { port: 80 }, timeoutSeconds: 1 },
    'stalled-body',
    [1000, 2000, 3000],
    4000,
  ],
] as const)(
  '§2 HTTP: %s is tried three times, then discarded',
  async (_, readinessProbe, outcome, requests, at) => {
    const asked: number[] = [];
    const probe = await firstProbe(readinessProbe, ({ sinceStartMs }) => {
      asked.push(sinceStartMs);
      return { outcome };
    });
    expect(probe).toMatchObject({ outcome: 'error', at });
    expect(asked).toEqual(requests);
  },
);

test.each([
  ['HTTP', { httpGet: { port: 80 } }],
  ['TCP', { tcpSocket: { port: 'web' } }],
  ['gRPC', { grpc: { port: 9090 } }],
])('§2 %s: nobody answering is a failure, and so is a time-out', async (_, probe) => {
  expect(await firstProbe(probe, () => ({ outcome: 'refused' }))).toMatchObject({ outcome: 'failure' });
  const late = await firstProbe(probe, () => ({ outcome: 200, afterMs: 1100 }));
  expect(late).toMatchObject({ outcome: 'failure', at: 2000 });
});

test('§2 TCP: a connection passes', async () => {
  const asked: string[] = [];
  const probe = await firstProbe({ tcpSocket: { port: 'web' } }, ({ target }) => {
    asked.push(target);
    return undefined;
  });
  expect(probe).toMatchObject({ outcome: 'success' });
  expect(asked[0]).toBe('10.244.0.1:8080');
});

test('§2 TCP: the host of the manifest wins', async () => {
  const asked: string[] = [];
  await firstProbe({ tcpSocket: { port: 80, host: '10.0.0.9' } }, ({ target }) => void asked.push(target));
  expect(asked).toEqual(['10.0.0.9:80']);
});

test.each([
  ['SERVING', 'success'],
  ['NOT_SERVING', 'failure'],
] as const)('§2 gRPC: %s is a %s', async (status, outcome) => {
  expect(await firstProbe({ grpc: { port: 9090 } }, () => ({ outcome: status }))).toMatchObject({ outcome });
});

test.each([
  [0, 0, 'success'],
  [1, 0, 'failure'],
  [0, 1100, 'failure'],
])('§2 exec: exit status %d after %d ms is a %s', async (status, afterMs, outcome) => {
  const found = await firstProbe({ exec: { command: ['check'] } }, () => ({ outcome: status, afterMs }));
  expect(found).toMatchObject({ outcome });
});

test('§2 exec: what a command wrote is told where it fails, in one line', async () => {
  const output = 'curl: (7) refused\n\n\u001b[31mdown\u001b[0m\n';
  const found = await firstProbe({ exec: { command: ['check'] } }, () => ({ outcome: 7, output }));
  expect(found?.message).toBe('exit status 7: curl: (7) refused; down');
});

test('§2 exec: a command that has ended while its output is open fails at the time-out, and says so', async () => {
  const running = {
    exec: (_: unknown, signal: AbortSignal, ended: () => void) => {
      ended();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  } as unknown as RunningContainer;
  const target = { container: { name: 'app' }, running, sandbox: {} as PodSandbox };
  const abort = new AbortController();
  const found = ask({ exec: { command: ['sh', '-c', 'tail -f log &'] } }, target, abort.signal);
  abort.abort(new Error('no answer within 1 s'));
  expect(await found).toEqual({ outcome: 'failure', message: LEFT_OPEN });
});
