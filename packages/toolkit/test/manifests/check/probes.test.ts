/** Probes and preStop hooks in the spellings that the kubelet takes. */
import { expect, test } from 'vitest';
import type { ServiceContract } from '@seaworthy/contract';
import { check, plain, workload } from '../check-text.ts';

const probed: ServiceContract = { ...plain, probes: { readiness: { port: 'http', path: '/readyz' } } };
const asks = (path: string) =>
  workload([
    'ports: [{name: http, containerPort: 8080}]',
    `readinessProbe: {httpGet: {path: ${path}, port: http}}`,
  ]);

test.each(['readyz', '/readyz?verbose', 'readyz?verbose=1'])('a probe asks for %s', (path) => {
  expect(check(probed, asks(path)).rules).toEqual([]);
});

test('a probe asks for another path', () => {
  expect(check(probed, asks('ready?verbose')).rules).toEqual(['probes/readiness-path']);
});

test('a probe asks for a port by a name that the container does not list', () => {
  const pod = workload(['readinessProbe: {httpGet: {path: /readyz, port: http}}']);
  const { findings } = check(probed, pod);
  expect(findings).toMatchObject([
    {
      rule: 'probes/readiness-port',
      message: expect.stringContaining('port http, which the container does not'),
    },
  ]);
});

test('our runtime answers older spellings, another program only its own', () => {
  const rules = (runtime?: string) => check({ ...probed, ...(runtime && { runtime }) }, asks('/ready')).rules;
  expect(rules('@seaworthy/runtime 0.1.0')).toEqual([]);
  expect(rules()).toEqual(['probes/readiness-path']);
});

test('without a liveness probe nobody kills a long start', () => {
  const probes = { startup: { port: 'http', path: '/livez' } };
  expect(check({ ...plain, probes }, workload()).rules).toEqual([]);
});

test('a startup probe may ask for liveness, a readiness probe not', () => {
  const port = 'http';
  const probes = {
    startup: { port, path: '/startupz' },
    liveness: { port, path: '/livez' },
    readiness: { port, path: '/readyz' },
  };
  const rules = (startup: string, readiness: string) =>
    check(
      { ...plain, probes },
      workload([
        'ports: [{name: http, containerPort: 8080}]',
        `startupProbe: {httpGet: {path: ${startup}, port: http}}`,
        `readinessProbe: {httpGet: {path: ${readiness}, port: http}}`,
      ]),
    ).rules;
  expect(rules('/startupz', '/readyz')).toEqual([]);
  expect(rules('/livez', '/readyz')).toEqual([]);
  expect(rules('/startupz', '/livez')).toEqual(['probes/readiness-path']);
  expect(rules('/start', '/readyz')).toEqual(['probes/startup-path']);
});

const sleeps = (command: string) =>
  check(plain, workload([`lifecycle: {preStop: {exec: {command: ${command}}}}`])).findings.map(
    ({ message }) => /preStop \S+ s/.exec(message)?.[0],
  );

test.each([
  ['[sleep, 1m]', ['preStop 60 s']],
  ['[sh, -c, sleep 0.5m 10s && true]', ['preStop 40 s']],
  ['[sleep, "26"]', ['preStop 26 s']],
  ['[sleep, 2s]', ['preStop 2 s']],
  ['[sh, -c, nginx -s quit; while pgrep nginx; do sleep 2; done]', []],
  ['[sh, -c, sleep 5; kill -QUIT 1 2>&1; sleep 25]', ['preStop 30 s']],
  ['[sh, -c, if true; then sleep 5; else sleep 25; fi]', ['preStop 5 s']],
  ['[sh, -c, sleep 5 & sleep 25]', ['preStop 5 s']],
  ['[sleep, 5x]', []],
  ['[sleep, infinity]', []],
])('a preStop hook of %s', (command, found) => {
  expect(sleeps(command)).toEqual(found);
});

test.each([
  ['', 30],
  [', initialDelaySeconds: 5, periodSeconds: 4, failureThreshold: 6', 29],
  [', periodSeconds: 0, failureThreshold: 0', 30],
])(
  'without a startup probe a liveness probe%s kills a start that takes longer than %d s',
  (more, seconds) => {
    const port = 'http';
    const probes = { startup: { port, path: '/livez' }, liveness: { port, path: '/livez' } };
    const { findings } = check(
      { ...plain, probes },
      workload([
        'ports: [{name: http, containerPort: 8080}]',
        `livenessProbe: {httpGet: {path: /livez, port: http}${more}}`,
      ]),
    );
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`longer than ${seconds} s$`)),
    ]);
  },
);

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const httpGet = (port: string | number, more = '', pod: string[] = []) =>
  workload(
    [
      'ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]',
      `livenessProbe: {httpGet: {port: ${port}${more}}}`,
    ],
    pod,
  );
const portsTold = (...texts: string[]) =>
  check(plain, ...texts).findings.map(({ rule, message, fix }) => `${rule} ${message}. ${fix}`);

test.each([
  [
    'htp',
    /^probes\/liveness-port .* port htp, which the container does not list: it never succeeds\. List it/,
  ],
  [80, /^probes\/liveness-port .* port 80, which is the Service's: it never succeeds\. Set port to 8080\.$/],
])('where the contract says nothing of probes, one asks on port %s in vain', (port, told) => {
  expect(portsTold(httpGet(port), service)).toEqual([expect.stringMatching(told)]);
});

test.each([
  ['its own', [httpGet('http'), service]],
  ['one that a library may serve', [httpGet(9000), service]],
  [
    'the Service\u2019s that is the pods\u2019, too',
    [httpGet(8080), service.replace('80, targetPort: 8080', '8080, targetPort: 9090')],
  ],
  [
    'that of a sidecar',
    [
      httpGet(80, '', [
        'initContainers: [{name: p, image: p, restartPolicy: Always, ports: [{containerPort: 80}]}]',
      ]),
      service,
    ],
  ],
  [
    'one that another Service leads to',
    [
      httpGet(80),
      service,
      service
        .replace('name: web', 'name: own')
        .replace('port: 80, targetPort: 8080', 'port: 8081, targetPort: 80'),
    ],
  ],
  [
    'one that it is told',
    [httpGet(80).replace('          ports', '          args: ["--health=:80"]\n          ports'), service],
  ],
  ['that of another container', [httpGet(80).replace(/$/, '        - {name: p, image: p}\n'), service]],
])('and on %s it may be answered', (_, texts) => {
  expect(portsTold(...texts).filter((it) => it.startsWith('probes/'))).toEqual([]);
});

test('of another host, which is told, its port says nothing', () => {
  expect(check(plain, httpGet(80, ', host: example.com'), service).rules).toEqual(['probes/liveness-host']);
});
