import { unreplacedReason } from './stage/revision.ts';
import type { Scenario } from './scenario.ts';
import { settled } from './stage/settled.ts';

/** A rollout: the same template once more, every pod replaced. */
export const rollout: Scenario = {
  name: 'rollout',
  title: 'every pod is replaced by a new one',
  patterns: [3, 4],
  unsuitable: unreplacedReason,
  async run(stage) {
    stage.step('Rolling out a new revision of the same template.');
    stage.restart();
    await settled(stage);
  },
};
