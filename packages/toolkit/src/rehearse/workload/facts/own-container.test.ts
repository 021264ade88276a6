import type { ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import type { Container } from '../../../model/index.ts';
import type { Workload } from '../workload.ts';
import { ownContainer } from './own-container.ts';

const proxy: Container = { name: 'proxy', ports: [{ containerPort: 15001 }] };
const listening: Container = { name: 'app', ports: [{ containerPort: 8080 }] };
const configured: Container = { name: 'app', env: [{ name: 'GREETING', value: 'ahoy' }] };
const contract = {
  name: 'shop',
  ports: [{ name: 'http', port: 8080 }],
  config: [{ env: 'GREETING', type: 'string', required: false }],
} as unknown as ServiceContract;
const annotated = { 'kubectl.kubernetes.io/default-container': 'app' };
const service = { spec: { ports: [{ port: 80, targetPort: 8080 }] } };

test.each<[string, Partial<Workload>, readonly Container[], object, string]>([
  ['of the contract’s name', { contract }, [proxy, listening, { name: 'shop' }], annotated, 'shop'],
  ['that the annotation names', { contract }, [proxy, { name: 'app' }], annotated, 'app'],
  ['that lists the contract’s port', { contract }, [proxy, listening], {}, 'app'],
  ['that has a variable of the contract', { contract }, [proxy, configured], {}, 'app'],
  ['that the load reaches, without a contract', {}, [proxy, listening], {}, 'app'],
  ['that the annotation names, without a contract', {}, [proxy, { name: 'app' }], annotated, 'app'],
  ['that is the first, where nothing tells', {}, [{ name: 'app' }, { name: 'log' }], {}, 'app'],
])('the service’s container is the one %s', (_, more, containers, annotations, name) => {
  const template = { labels: {}, annotations, spec: { containers } };
  const workload = { services: [service], loadPort: undefined, template, ...more } as unknown as Workload;
  expect(ownContainer(workload)?.name).toBe(name);
});
