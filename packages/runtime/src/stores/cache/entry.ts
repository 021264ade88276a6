/** A value as the tiers hold it. */
export interface Entry {
  /** Undefined: it is known that there is none. */
  readonly value: unknown;
  /** Until then it is given as it is; milliseconds since the Unix epoch, as the replicas’ clocks tell. */
  readonly freshUntil: number;
  /** Until then it is given while another is loaded. */
  readonly staleUntil: number;
  readonly tags: readonly string[];
  /** The value as the codec has it; undefined where there is none. */
  readonly text: string | undefined;
}
