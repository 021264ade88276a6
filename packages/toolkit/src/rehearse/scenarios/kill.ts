import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { leastRestarted, readyPods } from './stage/pods.ts';
import { seen } from './stage/seen.ts';
import { settled } from './stage/settled.ts';
import { strike } from './stage/strike.ts';

/** A pod's processes are killed at once. What was written before must be readable from every replica afterwards. */
export const kill: Scenario = {
  name: 'kill',
  title: 'a pod is killed without warning',
  patterns: [4, 9],
  unsuitable: () => undefined,
  async run(stage) {
    const writer = await writeState(stage);
    const victim = readyPods(stage).find(({ name }) => name === writer) ?? leastRestarted(stage);
    if (victim !== undefined) {
      stage.step(`Killing all processes of ${victim.name}.`);
      await strike(stage, victim, 'SIGKILL');
    }
    await settled(stage);
    await readState(stage);
  },
};

/** The pod that took the write, if there was one. */
async function writeState(stage: Stage): Promise<string | undefined> {
  const { state } = stage.settings;
  if (state === undefined) return undefined;
  const answer = await stage.request(state.write);
  stage.measured('state-written', isFine(answer), answer.pod);
  return answer.pod;
}

/** Reads often enough that every pod is likely to be asked: each request is a connection of its own, to a random pod. */
const READS_PER_POD = 4;

async function readState(stage: Stage): Promise<void> {
  const { state } = stage.settings;
  if (state === undefined) return;
  await seen(stage);
  const unasked = new Set(readyPods(stage).map(({ name }) => name));
  for (let read = unasked.size * READS_PER_POD; read > 0 && unasked.size > 0; read--) {
    const answer = await stage.request(state.read);
    unasked.delete(answer.pod ?? '');
    stage.measured('state-read', isFine(answer), answer.pod);
  }
}

function isFine({ fate, status }: Awaited<ReturnType<Stage['request']>>): boolean {
  return fate === 'answered' && status < 400;
}
