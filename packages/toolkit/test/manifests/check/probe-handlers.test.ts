/** Probes that never reach the process, however it is. */
import type { ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const ports = 'ports: [{name: http, containerPort: 8080}, {name: debug, containerPort: 6060}]';
const found = (probe: string, contract = plain, ...pod: string[]) =>
  check(contract, workload([ports, `readinessProbe: {${probe}}`], pod)).findings.map(
    ({ rule, path, message }) => `${rule} ${path.replace(/^.*readinessProbe./, '')}: ${message}`,
  );

test.each([
  [
    'grpc: {port: 9999}',
    'probes/readiness-port grpc.port: the readiness probe asks on port 9999; the process listens on http (8080)',
  ],
  ['tcpSocket: {port: 9999}', 'probes/readiness-port tcpSocket.port: the readiness probe asks on port 9999;'],
  [
    'tcpSocket: {port: nosuch}',
    'probes/readiness-port tcpSocket.port: the readiness probe asks on port nosuch, which the container does not list',
  ],
  [
    'httpGet: {port: http, scheme: HTTPS}',
    'probes/readiness-scheme httpGet.scheme: the readiness probe speaks TLS, and port http',
  ],
  [
    'httpGet: {port: 8080, host: example.com}',
    'probes/readiness-host httpGet.host: the readiness probe asks example.com, and not the pod',
  ],
  [
    'tcpSocket: {port: 8080, host: 127.0.0.1}',
    'probes/readiness-host tcpSocket.host: the readiness probe asks 127.0.0.1',
  ],
])('%s', (probe, message) => {
  expect(found(probe)).toEqual([expect.stringContaining(message)]);
});

test.each([
  'grpc: {port: 8080}',
  'tcpSocket: {port: http}',
  'tcpSocket: {port: "8080"}',
  // A port that the container lists, though the contract does not.
  'tcpSocket: {port: debug}',
  'tcpSocket: {port: 6060}',
  'httpGet: {port: debug, scheme: HTTPS}',
  'httpGet: {port: http, scheme: HTTP}',
  'exec: {command: [check]}',
])('%s may succeed', (probe) => {
  expect(found(probe)).toEqual([]);
});

test('a port of which the contract does not say that it is plain', () => {
  const probe = 'httpGet: {port: http, scheme: HTTPS}';
  const spoken = (protocol: 'http' | 'h2c' | 'tcp' | undefined) =>
    found(probe, { ...plain, ports: [{ name: 'http', port: 8080, ...(protocol && { protocol }) }] }).length;
  expect([spoken('http'), spoken('h2c'), spoken('tcp'), spoken(undefined)]).toEqual([1, 1, 0, 0]);
});

test('on the node\u2019s network the kubelet may be told the node\u2019s own address', () => {
  expect(found('httpGet: {port: 8080, host: 127.0.0.1}', plain, 'hostNetwork: true')).toEqual([]);
});

test('the number that the process listens on may be said elsewhere', () => {
  const contract: ServiceContract = {
    ...plain,
    ports: [{ name: 'http', port: 8080, env: 'PORT' }],
    config: [{ env: 'PORT', type: 'port', required: false }],
    probes: { readiness: { port: 'http', path: '/' } },
  };
  const rules = (probe: string, variable: string) => {
    const container = [`env: [{name: PORT, ${variable}}]`, `readinessProbe: {${probe}}`];
    const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 3000}]}
`;
    return check(contract, workload([...container, ports]), service).rules;
  };
  const elsewhere = 'valueFrom: {configMapKeyRef: {name: absent, key: port}}';
  const told = ['probes/readiness-port', 'ports/target'];
  for (const probe of ['tcpSocket: {port: 3000}', 'httpGet: {port: 3000, path: /}']) {
    expect(rules(probe, elsewhere)).toEqual([]);
    expect(rules(probe, 'value: "8080"').toSorted()).toEqual(told.toSorted());
  }
});

test('a sidecar answers for the pod', () => {
  const sidecar = (port: string) =>
    `initContainers: [{name: p, image: p, restartPolicy: Always, ports: [{containerPort: ${port}}]}]`;
  expect(found('tcpSocket: {port: 9999}', plain, sidecar('9999'))).toEqual([]);
  expect(found('tcpSocket: {port: 9999}', plain, sidecar('9998'))).toHaveLength(1);
});
