/** Where log lines go, each ending with a line break. */
export interface LineWriter {
  /** Takes a line; an urgent one, and all before it, leave at once. */
  write(line: string, urgent: boolean): void;
  /** Where a line may be put together, from the index that {@link begin} gave on. Another one after each of its calls. */
  readonly bytes: Uint8Array;
  /** Makes room for a line of at most `size` bytes. */
  begin(size: number): number;
  /** Takes the line that was put together and ends before index `end`. It is not urgent. */
  commit(end: number): void;
  /** Writes everything out before it returns, as far as the reader takes it within a bounded time. */
  flush(): void;
}
