import type { LoadAction } from './plan.ts';

/** Chooses actions by their weights: gives the index of one for a number that is uniform in [0, 1). */
export function actionPicker(actions: readonly Pick<LoadAction, 'weight'>[]): (random: number) => number {
  const sums: number[] = [];
  for (const { weight } of actions) sums.push((sums.at(-1) ?? 0) + weight);
  const total = sums.at(-1) ?? 0;
  return (random) => sums.findIndex((sum) => random * total < sum);
}
