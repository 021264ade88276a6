import { expect, test } from 'vitest';
import type { UsageSample } from '../../evidence.ts';
import type { Workload } from '../../workload/index.ts';
import { utilisationOf } from './utilisation.ts';

function workload(...cpu: (string | undefined)[]): Workload {
  const containers = cpu.map((it, index) => ({
    name: String(index),
    resources: it === undefined ? {} : { requests: { cpu: it } },
  }));
  return { template: { labels: {}, annotations: {}, spec: { containers } } } as unknown as Workload;
}

const sample = (at: number, cpuMs: number, facts: Partial<UsageSample> = {}): UsageSample => ({
  at,
  pod: 'a',
  container: '0',
  memoryBytes: 0,
  cpuMs,
  throttledMs: undefined,
  ...facts,
});

test('CPU of the last 15 s, in percent of what the containers request', () => {
  const usage = [sample(0, 0), sample(10_000, 5000), sample(20_000, 6000)];
  expect(utilisationOf('a', usage, workload('200m'), 20_000)).toBe(50);
});

test('the containers of a pod are added up, other pods are not', () => {
  const usage = [
    sample(0, 0),
    sample(10_000, 1000),
    sample(0, 0, { container: '1' }),
    sample(10_000, 1000, { container: '1' }),
    sample(0, 0, { pod: 'b' }),
    sample(10_000, 9000, { pod: 'b' }),
  ];
  expect(utilisationOf('a', usage, workload('100m', '100m'), 10_000)).toBe(100);
});

test('§7 what sidecars request counts as what they use does, that of other init containers does not', () => {
  const shop = workload('100m');
  const resources = { requests: { cpu: '300m' } };
  const initContainers = [
    { name: 'proxy', restartPolicy: 'Always', resources },
    { name: 'migrate', resources },
  ];
  const withInit = {
    ...shop,
    template: { ...shop.template, spec: { ...shop.template.spec, initContainers } },
  };
  const usage = [
    sample(0, 0),
    sample(10_000, 1000),
    sample(0, 0, { container: 'proxy' }),
    sample(10_000, 1000, { container: 'proxy' }),
  ];
  expect(utilisationOf('a', usage, withInit, 10_000)).toBe(50);
});

test('undefined where nothing was measured for a second, or a container requests nothing', () => {
  expect(utilisationOf('a', [sample(0, 0), sample(500, 9)], workload('1'), 500)).toBeUndefined();
  expect(utilisationOf('a', [sample(0, 0), sample(5000, 9)], workload('1', undefined), 5000)).toBeUndefined();
});

test('a container that is only limited requests as much', () => {
  const one = workload(undefined);
  const containers = [{ name: '0', resources: { limits: { cpu: '400m' } } }];
  const limited = { ...one, template: { ...one.template, spec: { containers } } };
  expect(utilisationOf('a', [sample(0, 0), sample(10_000, 1000)], limited, 10_000)).toBe(25);
});

test.each([
  ['requests', { requests: { cpu: '200m' }, limits: { cpu: '1' } }, 50],
  ['is limited to, where its containers request nothing', { limits: { cpu: '400m' } }, 25],
])('CPU in percent of what the pod as a whole %s', (_, resources, percent) => {
  const one = workload(undefined);
  const whole = { ...one, template: { ...one.template, spec: { ...one.template.spec, resources } } };
  expect(utilisationOf('a', [sample(0, 0), sample(10_000, 1000)], whole, 10_000)).toBe(percent);
});
