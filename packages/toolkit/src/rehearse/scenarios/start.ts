import { readyPods } from './stage/pods.ts';
import type { Scenario } from './scenario.ts';

/**
 * How long nothing happens to the workload, in milliseconds: a second more than what is held to belong to a start. What is lost or refused
 * then is the program's own way, and so is the end of one that no request asks.
 */
const CALM_MS = 6000;

/** The first start, and some calm. */
export const start: Scenario = {
  name: 'start',
  title: 'the first start: init containers, probes, time to ready',
  patterns: [1, 4, 7, 10],
  unsuitable: () => undefined,
  async run(stage) {
    // Of what is not there nothing more is seen.
    if (stage.load.perSecond > 0 || readyPods(stage).length > 0)
      await stage.clock.sleep(CALM_MS, stage.signal);
  },
};
