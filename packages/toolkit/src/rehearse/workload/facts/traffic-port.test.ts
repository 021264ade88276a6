import { expect, test } from 'vitest';
import type { PodSpec } from '../../../model/index.ts';
import type { Workload } from '../workload.ts';
import { trafficPort } from './traffic-port.ts';

const http = (containerPort: number, protocol?: 'TCP' | 'UDP') => ({
  ports: [{ name: 'http', containerPort, ...(protocol && { protocol }) }],
});
const app = { name: 'app', ...http(8080) };

const cases: [string, PodSpec, number | undefined][] = [
  ['of a main container', { containers: [{ name: 'log' }, app] }, 8080],
  [
    'of a main container before a sidecar',
    { initContainers: [{ name: 'proxy', restartPolicy: 'Always', ...http(9999) }], containers: [app] },
    8080,
  ],
  [
    'of a sidecar',
    {
      initContainers: [{ name: 'proxy', restartPolicy: 'Always', ...http(9999) }],
      containers: [{ name: 'app' }],
    },
    9999,
  ],
  [
    'not of an init container, which is gone',
    { initContainers: [{ name: 'migrate', ...http(9999) }], containers: [{ name: 'app' }] },
    undefined,
  ],
  [
    'of the same protocol',
    {
      containers: [
        { name: 'quic', ...http(443, 'UDP') },
        { name: 'app', ...http(8443, 'TCP') },
      ],
    },
    8443,
  ],
];

test.each(cases)('a name of a Service is that of a port %s', (_, spec, port) => {
  const services = [{ spec: { ports: [{ port: 80, targetPort: 'http' }] } }];
  expect(trafficPort({ services, template: { spec } } as unknown as Workload)).toBe(port);
});
