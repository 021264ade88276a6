/** Default TCP ports. Both are above 1023, so that a non-root user without capabilities can bind them. */
export const DefaultPort = {
  /** The service's own listener. */
  http: 8080,
  /** Probes and metrics, served from a thread of its own. */
  admin: 9090,
} as const;

/** Names of the ports in the contract, the Service and the probes. */
export const PortName = { http: 'http', admin: 'admin' } as const;
