import { expect, test } from 'vitest';
import { EventBus, type State } from '../events.ts';
import { StateMachine } from './states.ts';

const states: readonly State[] = [
  'starting',
  'ready',
  'degraded',
  'draining',
  'stopping',
  'stopped',
  'failed',
];

test.each([
  ['ready', ['degraded', 'draining', 'failed']],
  ['draining', ['stopping', 'failed']],
  ['stopping', ['stopped', 'failed']],
  ['failed', []],
] as const)('from %s nothing leads on but to %j', (from, allowed) => {
  for (const to of states) {
    const bus = new EventBus();
    const machine = new StateMachine(bus);
    const seen: State[] = [];
    bus.on((event) => event.type === 'state' && seen.push(event.to));
    if (from === 'stopping' || from === 'failed') machine.enter('stopping', 'aborted');
    if (from !== 'stopping') machine.enter(from, 'begun');
    expect(machine.current).toBe(from);
    seen.length = 0;
    const may = allowed.some((state) => state === to);
    expect(machine.enter(to, 'next')).toBe(may);
    expect([machine.current, seen]).toEqual(may ? [to, [to]] : [from, []]);
  }
});
