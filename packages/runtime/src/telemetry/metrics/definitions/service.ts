import type { Definition } from './definition.ts';

const fromEvents = 'Counted from the runtime’s events';

/** The service's own life: states, checks, shutdown, workers, configuration. */
export const service = {
  seaworthy_build_info: {
    type: 'info',
    help: 'What runs.',
    labels: { service: 'Name of the service.', version: 'Its version.', node_version: 'Version of Node.js.' },
    source: 'The service’s definition.',
  },
  target_info: {
    type: 'info',
    help: 'Resource attributes of the process.',
    labels: { '*': 'Every resource attribute, such as `service.name` or `k8s.pod.name`.' },
    source: 'OpenTelemetry specification, compatibility with Prometheus.',
  },
  seaworthy_state: {
    type: 'stateset',
    help: 'The service’s state: 1 for the one it is in.',
    labels: {
      seaworthy_state: '`starting`, `ready`, `degraded`, `draining`, `stopping`, `stopped` or `failed`.',
    },
    source: 'Event `state`.',
  },
  seaworthy_state_changes_total: {
    type: 'counter',
    across: 'primary',
    help: 'Changes of state.',
    labels: { to: 'The new state.' },
    source: `${fromEvents} \`state\`.`,
  },
  seaworthy_check_passing: {
    type: 'gauge',
    across: 'min',
    help: 'Whether a dependency check passes: 1 or 0.',
    labels: { check: 'Name of the check.', critical: '`true` when its failure makes the service unready.' },
    source: 'Event `check`.',
  },
  seaworthy_check_changes_total: {
    type: 'counter',
    help: 'Changes of a dependency check’s outcome.',
    labels: { check: 'Name of the check.', to: '`passing` or `failing`.' },
    source: `${fromEvents} \`check\`.`,
  },
  seaworthy_liveness_stalls_total: {
    type: 'counter',
    help: 'Times that the main loop stalled beyond the liveness threshold.',
    source: `${fromEvents} \`liveness\`.`,
  },
  seaworthy_faults_total: {
    type: 'counter',
    help: 'Errors that nothing caught.',
    labels: { origin: '`uncaughtException` or `unhandledRejection`.' },
    source: `${fromEvents} \`fault\`.`,
  },
  seaworthy_http_rejections_total: {
    type: 'counter',
    help: 'Requests refused and connections cut before a handler saw them.',
    labels: { reason: 'Why, such as `malformed` or `timeout`.' },
    source: `${fromEvents} \`http.rejected\`.`,
  },
  seaworthy_drain_requests: {
    type: 'gauge',
    help: 'Requests that the drain waits for.',
    source: 'Event `drain.progress`.',
  },
  seaworthy_drain_connections: {
    type: 'gauge',
    help: 'Connections that the drain waits for.',
    source: 'Event `drain.progress`.',
  },
  seaworthy_drain_streams: {
    type: 'gauge',
    help: 'WebSocket connections and event streams that the drain waits for.',
    source: 'Event `drain.progress`.',
  },
  seaworthy_drain_aborted_total: {
    type: 'counter',
    help: 'Stages of the shutdown that met their deadline with work left.',
    labels: { stage: 'The stage of the shutdown.' },
    source: `${fromEvents} \`drain.aborted\`. The process exits soon after: a scrape may miss it, a push doesn’t.`,
  },
  seaworthy_worker_failures_total: {
    type: 'counter',
    help: 'Runs of a background worker that threw.',
    labels: { worker: 'Name of the worker.' },
    source: `${fromEvents} \`worker.failed\`.`,
  },
  seaworthy_worker_runs_total: {
    type: 'counter',
    help: 'Runs of a background worker that ended well.',
    labels: { worker: 'Name of the worker.' },
    source: 'Counted by the worker. A run that the stop ended while it waited for work is none.',
  },
  seaworthy_worker_last_success_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    // Of those that run it in each process, the one that hangs is looked for.
    across: 'min',
    help: 'When a run of a background worker last ended well, in seconds since the Unix epoch: of several processes that run it, the one where that is longest ago. Absent until one has.',
    labels: { worker: 'Name of the worker.' },
    source: 'Told by the worker. The name is that of Prometheus’ guide to instrumenting batch jobs.',
  },
  seaworthy_processes: {
    type: 'gauge',
    help: 'Processes that run beside the primary. Absent where one process serves alone.',
    source: 'Events `process.started` and `process.exited`.',
  },
  seaworthy_process_exits_total: {
    type: 'counter',
    help: 'Ends of processes. Absent where one process serves alone.',
    labels: { expected: '`false` where nobody asked it to end.' },
    source: `${fromEvents} \`process.exited\`.`,
  },
  seaworthy_config_generation: {
    type: 'gauge',
    across: 'primary',
    help: 'Generation of the configuration in force: 1 at start, one more with each reload.',
    source: 'Event `config.reloaded`.',
  },
  seaworthy_config_rejections_total: {
    type: 'counter',
    across: 'primary',
    help: 'Changed configurations that were refused, the old one being kept.',
    source: `${fromEvents} \`config.rejected\`.`,
  },
  seaworthy_config_rejected: {
    type: 'gauge',
    across: 'primary',
    help: '1 while the configuration files hold what was refused: a pod that starts now does not start.',
    source: 'Events `config.rejected`, and `config.reloaded` or `config.corrected` afterwards.',
  },
} as const satisfies Record<string, Definition>;
