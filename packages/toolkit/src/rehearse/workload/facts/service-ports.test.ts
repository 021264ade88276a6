import { expect, test } from 'vitest';
import type { ObjectOf } from '../../../model/index.ts';
import { servicePorts } from './traffic-port.ts';

const port = (number: number, name?: string, protocol?: 'UDP') => ({
  port: number,
  ...(name !== undefined && { name }),
  ...(protocol && { protocol }),
});

function portsOf(ports: readonly ReturnType<typeof port>[], loadPort?: string | number) {
  const service: ObjectOf<'Service'> = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { ports: [...ports] },
  };
  return servicePorts({ services: [service], loadPort });
}

test.each([
  ['the one called http', [port(90, 'web'), port(80, 'http')], 'http (80)'],
  [
    'the first that is not for operators',
    [port(9090, 'admin'), port(9100, 'http-metrics'), port(80, 'web')],
    'web (80)',
  ],
  ['the first of several for clients', [port(80, 'web'), port(81, 'public')], 'web (80)'],
  ['the first where all are for operators', [port(9090, 'admin'), port(9100, 'metrics')], 'admin (9090)'],
  ['the only one', [port(80)], '80'],
  ['the first by TCP', [port(443, 'quic', 'UDP'), port(80, 'web')], 'web (80)'],
])('the load goes to a port of the Service: %s', (_, ports, asked) => {
  expect(portsOf(ports)?.asked).toBe(asked);
});

test('the settings name another one, by its name or number', () => {
  const ports = [port(80, 'http'), port(9090, 'admin'), port(81)];
  expect(portsOf(ports, 'admin')).toEqual({ asked: 'admin (9090)', others: ['http (80)', '81'] });
  expect(portsOf(ports, 81)?.asked).toBe('81');
  expect(portsOf(ports, 'none')).toBeUndefined();
  expect(portsOf([port(53, 'dns', 'UDP'), port(53, 'dns-tcp')], 53)?.asked).toBe('dns-tcp (53)');
});
