import type { PatternNumber } from '../patterns.ts';
import type { ScenarioName } from '../scenario-names.ts';
import type { Stage } from './stage/stage.ts';

/** Something that Kubernetes, a node or the world around does to a service. It acts, and judges nothing. */
export interface Scenario {
  readonly name: ScenarioName;
  /** What it shows, in a few words. */
  readonly title: string;
  readonly patterns: readonly PatternNumber[];
  /** Why it can't be run with this workload; undefined: it can. */
  readonly unsuitable: (stage: Stage) => string | undefined;
  /** Begins and ends with the workload complete and ready, load running all the while. */
  readonly run: (stage: Stage) => Promise<void>;
}
