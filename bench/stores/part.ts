import type { Skipped } from '../form/index.ts';

/** One operation of one contender. Those of the same operation are compared. */
export interface Contender {
  /** Ours is `seaworthy`. */
  readonly name: string;
  /** What is measured, such as `cache hit in memory`. */
  readonly operation: string;
  /** How often it is done in a round, and in a round of a quick run. */
  readonly count: number;
  readonly quickCount: number;
  /** Does it so often. @throws where it gave anything wrong */
  run(count: number): Promise<void>;
}

/** What a part of the bench has opened. Disposing of it closes all of it. */
export interface OpenPart extends AsyncDisposable {
  readonly contenders: readonly Contender[];
  readonly skipped: readonly Skipped[];
}

/** A part of the bench: contenders, and the npm packages whose versions go with their figures. */
export interface Part {
  readonly packages: readonly string[];
  open(): Promise<OpenPart>;
}
