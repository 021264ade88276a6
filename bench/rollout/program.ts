/** A program as its manifest would describe it. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** What the kubelet asks for readiness. */
  readonly readiness: { readonly port: 'http' | 'admin'; readonly path: string };
  /** Seconds of a preStop sleep. Default 0: no hook. */
  readonly preStopSeconds?: number;
}
