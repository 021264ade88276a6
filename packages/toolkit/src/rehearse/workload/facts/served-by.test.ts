import { expect, test } from 'vitest';
import type { Container } from '../../../model/index.ts';
import { servedBy } from './served-by.ts';

const container = (name: string, facts: Partial<Container> = {}): Container => ({
  name,
  image: name,
  ...facts,
});
const stating = (containerPort: number) => ({ ports: [{ name: 'http', containerPort }] });
const asked = (port: number | string) => ({ readinessProbe: { httpGet: { path: '/', port } } });

test.each<[string, string | undefined, Container[]]>([
  ['it is the only one', 'web', [container('web')]],
  ['it states the port', 'web', [container('agent', stating(9000)), container('web', stating(8080))]],
  [
    'it is asked for readiness there',
    'web',
    [container('agent', stating(9000)), container('web', asked(8080))],
  ],
  ['it alone states a port', 'web', [container('agent'), container('web', stating(80))]],
  ['nothing tells', undefined, [container('agent'), container('web')]],
])('the container that the load reaches, since %s', (_, name, containers) => {
  expect(servedBy({ containers }, 8080)).toBe(name);
});

test('of several containers none is known where no request is sent', () => {
  const containers = [container('agent'), container('web', stating(8080))];
  expect(servedBy({ containers }, undefined)).toBeUndefined();
});
