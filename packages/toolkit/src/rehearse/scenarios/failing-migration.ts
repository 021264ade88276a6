import { changeContainers } from '../../model/index.ts';
import { resolvePodSpec } from '../kubelet/index.ts';
import { revisionFails, unreplacedReason } from './stage/revision.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { settled } from './stage/settled.ts';

/** Exits 1. Where it does not exist, the container exits with 128, which is a failure as well. */
const failing = ['/bin/false'];

/** A rollout whose migration fails. */
export const failingMigration: Scenario = {
  name: 'failing-migration',
  title: 'a rollout whose init container fails',
  patterns: [10],
  unsuitable: (stage) =>
    migrationOf(stage) === undefined
      ? 'the pod has no init container that could fail'
      : unreplacedReason(stage),
  async run(stage) {
    const name = migrationOf(stage);
    if (name === undefined) return;
    stage.step(`Rolling out a revision whose init container ${name} fails.`);
    stage.measured('init-broken', name);
    stage.restart((spec) =>
      changeContainers(spec, (container) =>
        container.name === name ? { ...container, command: failing, args: [] } : container,
      ),
    );
    await revisionFails(stage);
    stage.step('Rolling back.');
    stage.deployment.rollBack();
    await settled(stage);
  },
};

/** The last init container: what comes before it waits for something, or prepares volumes. */
function migrationOf({ workload }: Stage): string | undefined {
  const { containers } = resolvePodSpec(workload.template.spec);
  return containers.findLast(({ role }) => role === 'init')?.name;
}
