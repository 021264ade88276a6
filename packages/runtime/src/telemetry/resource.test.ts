import { expect, test } from 'vitest';
import { version } from '../version.generated.ts';
import { resourceAttributes, type ResourceFacts } from './resource.ts';

function read(facts: Partial<ResourceFacts>): Record<string, unknown> {
  return resourceAttributes({ service: 'shop', version: '1.2.3', env: {}, ...facts });
}

test('names the service, the process and the pod', () => {
  const env = { POD_NAME: 'shop-1', POD_NAMESPACE: 'prod', NODE_NAME: 'n1', POD_IP: '10.0.0.1' };
  expect(read({ env })).toMatchObject({
    'service.name': 'shop',
    'service.version': '1.2.3',
    'service.instance.id': 'prod.shop-1',
    'telemetry.sdk.name': 'seaworthy',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': version,
    'process.pid': process.pid,
    'process.runtime.version': process.versions.node,
    'k8s.pod.name': 'shop-1',
    'k8s.namespace.name': 'prod',
    'k8s.node.name': 'n1',
    'k8s.pod.ip': '10.0.0.1',
  });
});

test('a pod whose namespace is not told is the instance by its name alone', () => {
  expect(read({ env: { POD_NAME: 'shop-1' } })).toMatchObject({ 'service.instance.id': 'shop-1' });
});

test('outside of Kubernetes the instance is random, and no pod is named', () => {
  const attributes = read({});
  expect(attributes['service.instance.id']).toMatch(/^[\da-f-]{36}$/);
  // Of one process, whoever asks.
  expect(attributes['service.instance.id']).toBe(read({})['service.instance.id']);
  expect(Object.keys(attributes).filter((key) => key.startsWith('k8s.'))).toEqual([]);
});

test('the environment wins, and of it OTEL_SERVICE_NAME', () => {
  const attributes = { 'service.name': 'theirs', 'service.version': '9', team: 'a' };
  expect(read({ attributes })).toMatchObject({ 'service.name': 'theirs', 'service.version': '9', team: 'a' });
  expect(read({ attributes, serviceName: 'mine' })).toMatchObject({ 'service.name': 'mine' });
});
