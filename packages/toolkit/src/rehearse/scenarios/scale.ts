import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { livingPods, readyPods } from './stage/pods.ts';
import { settled } from './stage/settled.ts';

/** So many pods more: enough that a part of the kept connections goes to pods that leave again. */
const MORE = 2;

/** A new pod is given this long, in milliseconds. */
const START_MS = 90_000;

/** More pods, then fewer, while the load goes on. */
export const scale: Scenario = {
  name: 'scale',
  title: 'pods are added and taken away under load',
  patterns: [3, 9],
  unsuitable: () => undefined,
  async run(stage) {
    const before = livingPods(stage).length;
    stage.step(`Scaling from ${before} to ${before + MORE} pods.`);
    stage.deployment.scale(before + MORE);
    stage.measured('scaled', await stage.until(() => readyPods(stage).length === before + MORE, START_MS));
    stage.step(`Scaling back to ${before} pods.`);
    stage.measured('scaled', await shrink(stage, before));
  },
};

/** Asks for fewer pods, and waits until the others are gone. */
export async function shrink(stage: Stage, replicas: number): Promise<boolean> {
  stage.deployment.scale(replicas);
  await stage.until(() => livingPods(stage).length === replicas, START_MS);
  return settled(stage);
}
