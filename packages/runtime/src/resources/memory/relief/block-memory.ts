/** Memory in blocks that are used again, and need no collection to be given back. In bytes. */
export interface BlockMemory {
  /** In nobody's use: it counts as free. */
  readonly idleBytes: number;
  /** In use. */
  readonly takenBytes: number;
  /** Gives back `bytes` or somewhat more of what is idle, as far as there is so much, and returns how many. */
  free(bytes: number): number;
  /** Gives back what is not in demand. Called once a second. */
  decay(): void;
}

/** Where nobody has any. */
export const noBlocks: BlockMemory = { idleBytes: 0, takenBytes: 0, free: () => 0, decay() {} };
