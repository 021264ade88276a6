/** Where log lines go, each ending with a line break. */
export interface LineWriter {
  /** Takes a line; an urgent one, and all before it, leave at once. */
  write(line: string, urgent: boolean): void;
  /** Writes everything out before it returns, as far as the reader takes it within a bounded time. */
  flush(): void;
}
