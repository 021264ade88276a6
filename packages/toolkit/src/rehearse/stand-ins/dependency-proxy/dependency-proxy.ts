/** A TCP proxy in front of a dependency: the service reaches it only through here, so that it can be taken away. */
export interface DependencyProxy extends AsyncDisposable {
  /** As the contract names it. */
  readonly name: string;
  readonly critical: boolean;
  /** Where pods reach it. */
  readonly host: string;
  readonly port: number;
  /** As ever. */
  restore(): void;
  /** Nothing passes any more, on open connections too, and new ones are accepted and stay silent: a partition. */
  cut(): void;
  /** Each chunk is delivered this much later, in milliseconds. */
  delay(ms: number): void;
  /** Open connections are reset, new ones too: a server that crashed behind a load balancer. */
  reset(): void;
  /** Nobody listens: connections are refused, open ones are reset. */
  refuse(): void;
}
