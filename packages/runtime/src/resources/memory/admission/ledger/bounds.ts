/** What there is for requests, in bytes. */
export interface Bounds {
  /** What may be set aside for all of them together. */
  readonly roomBytes: number;
  /** What may be granted until the next look at memory. */
  readonly headroomBytes: number;
  /** The room that there is when nothing has arrived. Default: `roomBytes`. */
  readonly capacityBytes?: number;
  /** Of the headroom: what is in idle blocks. Default: none. */
  readonly idleBytes?: number;
}
