import type { DrainStage, EventBus, RejectionReason, State } from '../../../events.ts';
import type { Family } from '../family.ts';
import { byLabel, single, type MetricSource } from './source.ts';
import { Tally } from './tally.ts';

const states = [
  'starting',
  'ready',
  'degraded',
  'draining',
  'stopping',
  'stopped',
  'failed',
] as const satisfies readonly State[];

const stages = [
  'drain delay',
  'in-flight work',
  'workers',
  'resources',
  'flush',
] as const satisfies readonly DrainStage[];

const rejectionReasons = [
  'malformed',
  'timeout',
  'headers too large',
  'body too large',
  'slow body',
  'stalled',
  'memory',
  'overload',
  'route limit',
  'too many connections',
] as const satisfies readonly RejectionReason[];

/** The service's state, its faults, the drain and the configuration, as told by events. */
export function lifecycleSource(bus: EventBus): MetricSource {
  let current: State = 'starting';
  let drain = { requests: 0, connections: 0, streams: 0 };
  let generation = 1;
  let rejections = 0;
  let isRejected = false;
  let stalls = 0;
  const changes = new Tally<State>(states);
  const faults = new Tally(['uncaughtException', 'unhandledRejection']);
  const aborted = new Tally<DrainStage>(stages);
  const rejected = new Tally<RejectionReason>(rejectionReasons);

  const subscription = bus.on((event) => {
    if (event.type === 'state') {
      current = event.to;
      changes.add(event.to);
    } else if (event.type === 'drain.progress') drain = event;
    else if (event.type === 'drain.aborted') aborted.add(event.stage);
    else if (event.type === 'http.rejected') rejected.add(event.reason, event.count);
    else if (event.type === 'fault') faults.add(event.origin);
    else if (event.type === 'config.reloaded') {
      generation = event.generation;
      isRejected = false;
    } else if (event.type === 'config.corrected') isRejected = false;
    else if (event.type === 'config.rejected') {
      rejections++;
      isRejected = true;
    } else if (event.type === 'liveness' && !event.alive) stalls++;
  });

  return {
    name: 'lifecycle',
    stop: subscription.clear,
    collect: (): Family[] => [
      byLabel(
        'seaworthy_state',
        'seaworthy_state',
        states.map((state) => [state, state === current ? 1 : 0] as const),
      ),
      byLabel('seaworthy_state_changes_total', 'to', changes.counts),
      byLabel('seaworthy_faults_total', 'origin', faults.counts),
      byLabel('seaworthy_http_rejections_total', 'reason', rejected.counts),
      single('seaworthy_liveness_stalls_total', stalls),
      single('seaworthy_drain_requests', drain.requests),
      single('seaworthy_drain_connections', drain.connections),
      single('seaworthy_drain_streams', drain.streams),
      byLabel('seaworthy_drain_aborted_total', 'stage', aborted.counts),
      single('seaworthy_config_generation', generation),
      single('seaworthy_config_rejections_total', rejections),
      single('seaworthy_config_rejected', isRejected ? 1 : 0),
    ],
  };
}
