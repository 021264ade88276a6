import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { get } from '../engines/process/network/http.ts';
import type { PodSandbox } from '../engines/index.ts';
import { testCluster, type ContainerScript } from '../testing/index.ts';
import { runHook, type HookTarget } from './hooks.ts';

type Answer = NonNullable<ContainerScript['answer']>;

/** What an HTTP preStop asks, and how it ends. */
async function hooked(answer: Answer, httpGet = {}) {
  const asked: unknown[] = [];
  const { clock, of, run } = testCluster({
    answer: (request) => {
      asked.push([request.target, request.headers]);
      return answer(request);
    },
  });
  const preStop = { httpGet: { port: 8080, path: '/drain', ...httpGet } };
  const pod = run({ containers: [{ name: 'app', lifecycle: { preStop } }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(1000);
  return { asked, outcomes: of('hook-ended').map(({ outcome }) => outcome) };
}

test('§4 a command hook runs its command as it is written', async () => {
  const asked: unknown[] = [];
  const { clock, run } = testCluster({
    answer: ({ kind, target }) => void asked.push([kind, target]),
  });
  const preStop = { exec: { command: ['drain', '--for=$(TIME)'] } };
  const pod = run({
    containers: [{ name: 'app', env: [{ name: 'TIME', value: '5' }], lifecycle: { preStop } }],
  });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(1000);
  expect(asked).toEqual([['exec', 'drain --for=$(TIME)']]);
  expect(clock.pending).toBe(0);
});

test('§4 an HTTP hook sends what the kubelet sends, and the manifest’s headers win', async () => {
  const sent = { 'user-agent': 'kube-lifecycle/1.36', accept: '*/*' };
  const { asked } = await hooked(() => undefined);
  expect(asked).toEqual([['http://10.244.0.1:8080/drain', sent]]);
  const own = await hooked(() => undefined, { httpHeaders: [{ name: 'X-Token', value: 'a' }] });
  expect(own.asked).toEqual([[expect.anything(), { ...sent, 'x-token': 'a' }]]);
});

test('§4 an HTTP hook follows redirects on its host, and takes one to another for success', async () => {
  const { asked, outcomes } = await hooked(({ target }) => ({
    outcome: 302,
    location: target.endsWith('/drain') ? '/really' : 'http://10.0.0.9/',
  }));
  expect(asked).toMatchObject([
    ['http://10.244.0.1:8080/drain', {}],
    ['http://10.244.0.1:8080/really', {}],
  ]);
  expect(outcomes).toEqual(['success']);
});

test('§4 an HTTP hook fails at a redirect to what is no address', async () => {
  const { outcomes } = await hooked(() => ({ outcome: 302, location: 'http://[' }));
  expect(outcomes).toEqual(['failure']);
});

test('§4 an HTTP hook gives up at the tenth redirect', async () => {
  const { asked, outcomes } = await hooked(() => ({ outcome: 302, location: '/drain' }));
  expect(asked).toHaveLength(10);
  expect(outcomes).toEqual(['failure']);
});

test('§4 an HTTPS hook that is answered by HTTP is sent by HTTP, without credentials', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ headers }, answer) => {
    asked.push(headers.authorization ?? 'none');
    answer.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = { host: '127.0.0.1', port };
  const network = { get: (...given: Parameters<PodSandbox['network']['get']>) => get(address, ...given) };
  const sandbox = { ip: address.host, network } as PodSandbox;
  const httpHeaders = [{ name: 'Authorization', value: 'Bearer a' }];
  const hook = { httpGet: { port, scheme: 'HTTPS' as const, httpHeaders } };
  const target = { container: { name: 'app' }, sandbox } as HookTarget;
  await runHook(hook, target, new AbortController().signal);
  expect(asked).toEqual(['none']);
});
