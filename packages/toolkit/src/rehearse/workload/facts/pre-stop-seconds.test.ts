import { expect, test } from 'vitest';
import type { Container } from '../../../model/index.ts';
import { preStopSeconds } from './pre-stop-seconds.ts';

const command = (...words: string[]) => ({ exec: { command: words } });

test.each([
  [undefined, undefined],
  [{ sleep: { seconds: 7 } }, 7],
  [command('sleep', '5'), 5],
  [command('/bin/sleep', '0.5'), 0.5],
  [command('sleep', '5s'), 5],
  [command('sleep', '2m'), 120],
  [command('sleep', '1h'), 3600],
  [command('/bin/sh', '-c', 'sleep 15'), 15],
  [command('bash', '-ec', 'sleep 15'), 15],
  [command('sh', '-c', 'sleep 15; kill 1'), undefined],
  [command('sh', '-c', 'drain && sleep 15'), undefined],
  [command('sleep', '1d'), undefined],
  [command('nosleep', '1'), undefined],
  [{ httpGet: { port: 80 } }, undefined],
] satisfies [NonNullable<Container['lifecycle']>['preStop'], number | undefined][])(
  'a preStop of %j takes %j s',
  (preStop, seconds) => {
    expect(preStopSeconds({ name: 'web', lifecycle: { ...(preStop && { preStop }) } })).toBe(seconds);
  },
);
