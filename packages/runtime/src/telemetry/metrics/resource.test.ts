import { expect, test } from 'vitest';
import { resourceAttributes } from '../resource.ts';
import { metricResource } from './resource.ts';

const env = {
  POD_NAME: 'shop-1',
  POD_NAMESPACE: 'prod',
  OTEL_SERVICE_NAME: 'boutique',
  OTEL_RESOURCE_ATTRIBUTES: 'team=a,service.name=theirs',
};

test('metrics are of the instance that the environment names', () => {
  expect(metricResource('shop', '1.2.3', env)).toMatchObject({
    'service.name': 'boutique',
    'service.version': '1.2.3',
    'service.instance.id': 'prod.shop-1',
    'k8s.pod.name': 'shop-1',
    team: 'a',
  });
});

test('they have the resource of the process’s spans, all but its id', () => {
  const spans = resourceAttributes({ service: 'shop', version: '1.2.3', env: {} });
  const { 'process.pid': pid, ...others } = spans;
  expect(pid).toBe(process.pid);
  expect(metricResource('shop', '1.2.3', {})).toEqual(others);
});
