/** What the load speaks to the Service's port, by what the manifests say of it. */
import { expect, test } from 'vitest';
import { readRehearsal, readWorkload, workloadFacts } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from './deployment-text.ts';

const http = '{ httpGet: { path: /ready, port: http } }';
const https = '{ httpGet: { path: /ready, port: http, scheme: HTTPS } }';
const tcp = '{ tcpSocket: { port: http } }';

/** A Deployment, and a Service with such a port. */
const manifests = (port: string, probe: string) =>
  deploymentOf(`      containers:
        - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }], readinessProbe: ${probe} }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http, ${port} }] }
`);

test.each([
  ['name: web', https, 'a probe asks it by HTTPS'],
  ['appProtocol: https', http, 'appProtocol: https'],
  ['name: https', tcp, 'its name is https'],
  // TLS ends at what stands before the pods.
  ['name: https', http, undefined],
  ['name: web', tcp, undefined],
])('no request is sent to a port that takes TLS: %s, %s', async (port, probe, by) => {
  const path = await folderOf({ 'app.yaml': manifests(port, probe) });
  const facts = workloadFacts(await readWorkload({ path }), {});
  expect(facts).toMatchObject({ trafficPort: 8080, unrouted: undefined });
  expect(facts.unsent).toBe(
    by &&
      `The Service web routes to a port that takes TLS (${by}), which the load does not speak: no request was sent.`,
  );
});

test.each([
  ['appProtocol: kubernetes.io/h2c', http, 'h2c'],
  ['appProtocol: grpc', tcp, 'h2c'],
  ['name: grpc-orders', tcp, 'h2c'],
  ['name: web', '{ grpc: { port: 8080 } }', 'h2c'],
  ['name: grpc-web', tcp, undefined],
  ['name: grpc, appProtocol: http', tcp, undefined],
  ['name: web', tcp, undefined],
])('steps without a kind are of what the port is said to speak: %s, %s', async (port, probe, kind) => {
  const path = await folderOf({
    'deploy/app.yaml': manifests(port, probe),
    'rehearse.yaml': `manifests: deploy
containers: { web: { entrypoint: [sh] } }
load: { steps: [{ path: /a }, { path: /b, kind: upload }] }
state: { write: { method: PUT, path: /a }, read: { path: /a, kind: http1 } }
`,
  });
  await using rehearsal = await readRehearsal({ path });
  expect(rehearsal.settings.load?.steps).toEqual([
    { path: '/a', ...(kind && { kind }) },
    { path: '/b', kind: 'upload' },
  ]);
  expect(rehearsal.settings.state).toEqual({
    write: { method: 'PUT', path: '/a', ...(kind && { kind }) },
    read: { path: '/a', kind: 'http1' },
  });
  expect(rehearsal.workload.unsupported.map(({ message }) => message)).toEqual(
    kind === undefined
      ? []
      : [expect.stringMatching(/^load\.steps: upload \/b is sent by HTTP\/1\.1, .* speaks HTTP\/2 \(/)],
  );
});

test('headers of HTTP/1.1 are refused of steps whose port makes them HTTP/2', async () => {
  const path = await folderOf({
    'deploy/app.yaml': manifests('name: grpc', tcp),
    'rehearse.yaml': `manifests: deploy
containers: { web: { entrypoint: [sh] } }
load: { steps: [{ path: /a, headers: { connection: close } }] }
`,
  });
  await expect(readRehearsal({ path })).rejects.toThrow(
    /speaks HTTP\/2: .*connection: is a header of HTTP\/1.1.*SW_REHEARSAL_SETTINGS/,
  );
});

test('where the port is of HTTP/1.1, headers of all requests that a step of HTTP/2 forbids are told as such', async () => {
  const path = await folderOf({
    'deploy/app.yaml': manifests('name: web', tcp),
    'rehearse.yaml': `manifests: deploy
containers: { web: { entrypoint: [sh] } }
load: { headers: { connection: close } }
state: { write: { path: /a, kind: h2c }, read: { path: /a } }
`,
  });
  await expect(readRehearsal({ path })).rejects.toThrow(
    /^With load\.headers: .*connection: is a header of HTTP\/1\.1.*SW_REHEARSAL_SETTINGS/,
  );
});

test('the settings name the port that the load goes to, and one that the Service has', async () => {
  const pathOf = (port: string | number) =>
    folderOf({
      'deploy/app.yaml': manifests('name: web }, { port: 90, targetPort: 9090, name: admin', tcp),
      'rehearse.yaml': `manifests: deploy\ncontainers: { web: { entrypoint: [sh] } }\nload: { port: ${port} }\n`,
    });
  for (const port of ['admin', 90]) {
    await using rehearsal = await readRehearsal({ path: await pathOf(port) });
    expect(workloadFacts(rehearsal.workload, rehearsal.settings).trafficPort).toBe(9090);
  }
  await expect(readRehearsal({ path: await pathOf('public') })).rejects.toThrow(
    /Service web has no port public; there are web \(80\), admin \(90\).*SW_REHEARSAL_SETTINGS/,
  );
});

test('of several Services of the pods the load goes to one for clients, or to the one with the port that is asked for', async () => {
  const service = (name: string, port: string) =>
    `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: web }, ports: [{ ${port} }] }\n`;
  const deployment = deploymentOf('      containers: [{ name: web, image: web, command: [sleep] }]\n');
  const services = [
    service('web-metrics', 'name: metrics, port: 9090'),
    service('web-service', 'name: public, port: 80'),
  ];
  const portOf = async (settings: string) => {
    const path = await folderOf({
      'app.yaml': [deployment, ...services].join(''),
      'rehearse.yaml': settings,
    });
    await using rehearsal = await readRehearsal({ path });
    return workloadFacts(rehearsal.workload, rehearsal.settings).trafficPort;
  };
  expect(await portOf('')).toBe(80);
  expect(await portOf('load: { port: public }')).toBe(80);
  expect(await portOf('load: { port: 9090 }')).toBe(9090);
  await expect(portOf('load: { port: http }')).rejects.toThrow(
    /the Service web-metrics or web-service has no port http; there are metrics \(9090\), public \(80\)/,
  );
});
