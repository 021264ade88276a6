import { expect, test } from 'vitest';
import type { Container } from '../../../model/index.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';
import { portVariables } from './port-variables.ts';

const web: Container = {
  name: 'web',
  ports: [{ containerPort: 8080 }],
  env: [
    { name: 'SERVER_PORT', value: '8080' },
    { name: 'DB_PORT', value: '5432' },
    { name: 'TEAPORT', value: '8080' },
  ],
};

function variablesOf(
  container: Container,
  settings: RehearsalSettings = {},
  contract?: object,
  beside: readonly Container[] = [],
) {
  const template = { labels: {}, annotations: {}, spec: { containers: [container, ...beside] } };
  const workload = { template, contract, services: [], objects: [] } as unknown as Workload;
  return portVariables(workload, settings);
}

test('a variable of the manifest that is named so and has a port of its container tells the program its port', () => {
  expect(variablesOf(web)).toEqual([{ port: 8080, env: 'SERVER_PORT', isStated: true }]);
});

test('one that the contract names is the contract’s', () => {
  const contract = { ports: [{ port: 8080, env: 'SERVER_PORT' }, { port: 9090 }] };
  expect(variablesOf(web, {}, contract)).toEqual([{ port: 8080, env: 'SERVER_PORT' }]);
});

test.each([
  ['an argument refers to it', { ...web, args: ['--port=$(SERVER_PORT)'] }, {}],
  ['an argument has the number too', { ...web, command: ['gunicorn', '-b', '0.0.0.0:8080'] }, {}],
  [
    'a probe’s command has',
    { ...web, readinessProbe: { exec: { command: ['wget', 'http://localhost:8080/'] } } },
    {},
  ],
  ['a hook’s command has', { ...web, lifecycle: { preStop: { exec: { command: ['drain', '8080'] } } } }, {}],
  ['the program on this machine has', web, { containers: { web: { entrypoint: ['serve', ':8080'] } } }],
])('it is not moved where %s', (_, container, settings) => {
  expect(variablesOf(container, settings)).toEqual([]);
});

test.each([
  ['has the number in an argument', { args: ['--upstream=localhost:8080'] }, []],
  ['has it in a variable', { env: [{ name: 'UPSTREAM', value: 'http://localhost:8080' }] }, []],
  ['is told it by the same variable', { env: [{ name: 'SERVER_PORT', value: '8080' }] }, ['SERVER_PORT']],
  ['has none of it', { ports: [{ containerPort: 8443 }] }, ['SERVER_PORT']],
])('where a container beside it %s', (_, beside, moved) => {
  const found = variablesOf(web, {}, undefined, [{ name: 'proxy', ...beside }]);
  expect(found.map(({ env }) => env)).toEqual(moved);
});
