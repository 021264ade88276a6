import { expect, test } from 'vitest';
import { somePod } from '../../testing/index.ts';
import { resourceValue } from './resource-ref.ts';

const node = { name: 'node', ip: '192.0.2.7', cpuMilli: 8000, memoryBytes: 2 ** 30, storageBytes: 2 ** 40 };
const proxy = { name: 'proxy', restartPolicy: 'Always' as const };
const app = { name: 'app' };
const pod = somePod({
  spec: { initContainers: [proxy], containers: [app], resources: { limits: { cpu: '3' } } },
});

test.each([
  ['a variable is the pod’s', app, undefined, '3'],
  ['a variable that names its main container is the pod’s', app, 'app', '3'],
  ['a sidecar’s variable is the pod’s', proxy, undefined, '3'],
  ['a variable that names a sidecar is 0, its own too', proxy, 'proxy', '0'],
  ['a file is the node’s', undefined, 'app', '8'],
  ['a file that names a sidecar is the node’s', undefined, 'proxy', '8'],
])('§1 a limit that is not set: that of %s', (_, container, containerName, value) => {
  const ref = { resource: 'limits.cpu', ...(containerName !== undefined && { containerName }) };
  expect(resourceValue(ref, container, pod, node)).toBe(value);
});
