/** What an API server takes twice, and a server-side apply does not. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const found = (container: string, pod: readonly string[] = []) =>
  check(plain, workload([container], pod)).findings.map(
    ({ rule, path }) => `${rule} ${path.replace('spec.template.spec.', '')}`,
  );

test.each([
  ['env: [{name: TZ, value: a}, {name: LANG, value: a}, {name: TZ, value: b}]', 'repeated/env', 'env[2]'],
  [
    'ports: [{name: http, containerPort: 8080}, {name: h2, containerPort: 8080}]',
    'repeated/ports',
    'ports[1]',
  ],
])('%s', (container, rule, path) => {
  expect(found(container)).toEqual([`${rule} containers[0].${path}`]);
});

test('of an init container, too', () => {
  const init = 'initContainers: [{name: i, image: i, env: [{name: A, value: a}, {name: A, value: a}]}]';
  expect(found('tty: false', [init])).toEqual(['repeated/env initContainers[0].env[1]']);
});

test('one number for two protocols is two ports', () => {
  expect(found('ports: [{containerPort: 8080}, {containerPort: 8080, protocol: UDP}]')).toEqual([]);
});
