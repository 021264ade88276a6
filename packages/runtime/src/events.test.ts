import { expect, test } from 'vitest';
import { EventBus, type RuntimeEvent } from './events.ts';

const event = (worker: string): RuntimeEvent => ({ type: 'worker', worker, what: 'started' });

test('hands each event to every listener, in order of subscription, until cleared', () => {
  const bus = new EventBus();
  const heard: string[] = [];
  const first = bus.on(({ type }) => heard.push(`first ${type}`));
  bus.on(({ type }) => heard.push(`second ${type}`));
  bus.emit(event('a'));
  first.clear();
  bus.emit(event('b'));
  expect(heard).toEqual(['first worker', 'second worker', 'second worker']);
});

test('hands an event to whoever asked to be first before those that subscribed earlier', () => {
  const bus = new EventBus();
  const heard: string[] = [];
  bus.on(() => heard.push('log'));
  const probes = bus.on(() => heard.push('probes'), 'first');
  bus.emit(event('a'));
  probes.clear();
  bus.emit(event('b'));
  expect(heard).toEqual(['probes', 'log', 'log']);
});

test('keeps what was emitted before anybody listened, for the first listener only', () => {
  const bus = new EventBus();
  const [first, second]: [RuntimeEvent[], RuntimeEvent[]] = [[], []];
  bus.emit(event('early'));
  bus.on((heard) => first.push(heard));
  bus.on((heard) => second.push(heard));
  bus.emit(event('late'));
  expect(first).toEqual([event('early'), event('late')]);
  expect(second).toEqual([event('late')]);
});

test('what a listener throws, or rejects with, is told to the others, and each of them hears the event', async () => {
  const bus = new EventBus();
  const error = new Error('of a listener');
  const heard: RuntimeEvent[] = [];
  bus.on(() => {
    throw error;
  });
  const rejects: () => unknown = () => Promise.reject(error);
  bus.on(rejects);
  bus.on((it) => heard.push(it));
  bus.emit(event('a'));
  await new Promise((resolve) => setImmediate(resolve));
  const failed = { type: 'listener.failed', of: 'worker', error };
  expect(heard).toHaveLength(3);
  expect(heard).toEqual(expect.arrayContaining([event('a'), failed]));
  expect(heard.filter(({ type }) => type === 'listener.failed')).toEqual([failed, failed]);
});
