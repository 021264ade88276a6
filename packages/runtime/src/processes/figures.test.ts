import { expect, test } from 'vitest';
import type { WireFamily } from '../telemetry/index.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Figures } from './figures.ts';

const counted = (value: number): readonly WireFamily[] => [
  { name: 'orders_total', type: 'counter', help: '', points: [{ labels: {}, value }] },
];
const values = (families: Iterable<readonly { points: readonly object[] }[]>) =>
  [...families].flatMap((each) =>
    each.flatMap(({ points }) => points.map((p) => (p as { value: number }).value)),
  );

test('waits for the answers of all that were asked', async () => {
  const figures = new Figures(new VirtualClock());
  const asked: number[] = [];
  const told = figures.collect([1, 2], (number, id) => {
    asked.push(number);
    setImmediate(() => figures.receive(number, counted(number), id));
  });
  expect(values((await told).running.values())).toEqual([1, 2]);
  expect(asked).toEqual([1, 2]);
});

test('tells of a process that does not answer as it was before', async () => {
  const clock = new VirtualClock();
  const figures = new Figures(clock);
  figures.receive(1, counted(7));
  const told = figures.collect([1], () => {});
  await clock.advance(1_000);
  expect(values((await told).running.values())).toEqual([7]);
});

test('waits no more for one that ends meanwhile, and keeps what it had counted', async () => {
  const figures = new Figures(new VirtualClock());
  figures.receive(1, counted(7));
  const told = figures.collect([1], () => setImmediate(() => figures.ended(1)));
  const { running, ended } = await told;
  expect(running.size).toBe(0);
  expect(values([ended])).toEqual([7]);
  figures.receive(1, counted(2));
  figures.ended(1);
  expect(values([(await figures.collect([], () => {})).ended])).toEqual([9]);
});
