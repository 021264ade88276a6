/** Names of the environment variables that the runtime itself reads, and the manifest sets. */
export const EnvName = {
  /** Port of the service's own listener. */
  port: 'PORT',
  /** Address that listeners bind to. */
  host: 'HOST',
  /** Port of probes and metrics. */
  adminPort: 'ADMIN_PORT',
  /** The pod's terminationGracePeriodSeconds, as a duration (`30s`) or whole seconds. */
  gracePeriod: 'SEAWORTHY_GRACE_PERIOD',
  /** What a preStop hook spends of it, as a duration or whole seconds. */
  preStop: 'SEAWORTHY_PRE_STOP',
  /** How long to go on accepting after the signal, as a duration or whole seconds. */
  drainDelay: 'SEAWORTHY_DRAIN_DELAY',
  /** Path of a YAML or JSON configuration file. */
  configFile: 'CONFIG_FILE',
  /** `trace`, `debug`, `info`, `warn`, `error` or `fatal`. */
  logLevel: 'LOG_LEVEL',
  /** `json` or `pretty`. */
  logFormat: 'LOG_FORMAT',
  /** Size of V8's old space: `auto` (from the memory limit), `off`, or a quantity (`300Mi`). */
  heap: 'SEAWORTHY_HEAP',
  /** Set by the runtime when it replaces its process to size the heap; taken away again at once. */
  heapSized: 'SEAWORTHY_HEAP_SIZED',
  /** How many processes share the port: `auto` (one for each core) or a number. */
  processes: 'SEAWORTHY_PROCESSES',
  /** Set by the runtime in each of several processes: which one it is, of how many. */
  process: 'SEAWORTHY_PROCESS',
  /** Soft memory limit: a share of the hard one (`0.9`, `90%`) or a quantity (`360Mi`). */
  memorySoftLimit: 'SEAWORTHY_MEMORY_SOFT_LIMIT',
  /** A mounted directory for one heap snapshot when memory runs out. Unset: none is written. */
  heapSnapshotDir: 'SEAWORTHY_HEAP_SNAPSHOT_DIR',
  /** `production`: embedded stores are refused, `.env` is not read, and the log is JSON unless stated otherwise. */
  nodeEnv: 'NODE_ENV',
  /** Set by the kubelet in every container: its presence means Kubernetes. */
  kubernetes: 'KUBERNETES_SERVICE_HOST',
  /** metadata.name by the downward API. */
  podName: 'POD_NAME',
  /** metadata.namespace by the downward API. */
  podNamespace: 'POD_NAMESPACE',
  /** spec.nodeName by the downward API. */
  nodeName: 'NODE_NAME',
  /** status.podIP by the downward API. */
  podIp: 'POD_IP',
  /** Project of Google Cloud that has the traces: with `LOG_FORMAT=gcp` lines are linked to them. */
  googleCloudProject: 'GOOGLE_CLOUD_PROJECT',
} as const;
