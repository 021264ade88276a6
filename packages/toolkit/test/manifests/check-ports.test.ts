/** Services of pods with more than one container. */
import { expect, test } from 'vitest';
import { check, plain, workload } from './check-text.ts';

const service = (targetPort: string) => `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: ${targetPort}}]}
`;
const withSidecar = (ports: string) =>
  workload([
    'ports: [{name: http, containerPort: 8080}]',
    `- {name: proxy, image: oauth2-proxy, ${ports}}`.trim(),
  ])
    // The second container stands beside the first one.
    .replace('          - {name: proxy', '        - {name: proxy');
const rules = (ports: string, targetPort: string) =>
  check(plain, withSidecar(ports), service(targetPort)).rules;

const listed = 'ports: [{name: proxy, containerPort: 4180}]';

test.each([
  [listed, 'proxy'],
  [listed, '4180'],
  ['args: [a]', '4180'],
  [listed, 'http'],
  [listed, '8080'],
])('a container with %s, and a Service to %s', (ports, targetPort) => {
  expect(rules(ports, targetPort)).toEqual([]);
});

test('a port where no container listens is told', () => {
  expect(rules(listed, '4181')).toEqual(['ports/target']);
  expect(rules(listed, 'web')).toEqual(['ports/target']);
  expect(rules('args: [a]', 'web')).toEqual(['ports/target']);
});

test('a Service of another name that selects other pods is none of ours', () => {
  const other = service('8080').replace('app: web', 'app: other');
  expect(check(plain, workload(), other).rules).toEqual(['ports/selector']);
  expect(check(plain, workload(), other.replace('name: web', 'name: other')).rules).toEqual([]);
});

test('the port of a native sidecar', () => {
  const pod = [
    'initContainers: [{name: p, image: p, restartPolicy: Always, ports: [{containerPort: 4180}]}]',
  ];
  expect(check(plain, workload([], pod), service('4180')).rules).toEqual([]);
  expect(
    check(plain, workload([], [pod[0]?.replace('Always', 'Never') ?? '']), service('4180')).rules,
  ).toContain('ports/target');
});
