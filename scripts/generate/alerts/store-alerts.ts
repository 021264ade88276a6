import { m, pod, seriesOf, type Alert } from './alert.ts';

const dead = m('seaworthy_outbox_dead');
const oldest = m('seaworthy_outbox_oldest_age_seconds');
const waiting = m('db_client_connection_pending_requests');

const pool = { db_client_connection_pool_name: 'postgres' };
const otherPod = { instance: 'shop-2' };
const perService = { namespace: 'shop', job: 'shop' };

/** What goes wrong between the service and its stores. Every replica tells the same of an outbox: one alert is enough. */
export const storeAlerts: readonly Alert[] = [
  {
    name: 'SeaworthyOutboxDead',
    severity: 'warning',
    expr: `max by (namespace, job) (${dead}) > 0`,
    for: '5m',
    summary: '{{ $labels.job }} has given up {{ $value }} messages',
    meaning: 'What these dead letters ask for is not done, and nobody tries any more.',
    action:
      'See the log for “a message became a dead letter” and its error. Once the cause is gone, revive or drop each: ' +
      '`outbox.deadLetters()`, `revive(id)`, `drop(id)`.',
    fires: {
      series: { [seriesOf(dead)]: '0 2x20', [seriesOf(dead, otherPod)]: '0 2x20' },
      at: '10m',
      labels: perService,
    },
    rendered: 'shop has given up 2 messages',
    silent: { series: { [seriesOf(dead)]: '0 2 2 0x20' }, at: '10m' },
  },
  {
    name: 'SeaworthyOutboxOld',
    severity: 'warning',
    expr: `max by (namespace, job) (${oldest}) > 600`,
    for: '5m',
    summary: 'The oldest message of {{ $labels.job }} has waited for {{ $value | humanizeDuration }}',
    meaning:
      'Messages reach their receivers late or not at all. The age is looked at by the worker that delivers: while that ' +
      'fails, or the database, it stands still, and SeaworthyWorkerFailing or SeaworthyCheckFailing tells.',
    action: 'See the log for “a delivery failed” and its error, then the receiver.',
    fires: {
      series: { [seriesOf(oldest)]: '0+60x30', [seriesOf(oldest, otherPod)]: '0+60x30' },
      at: '20m',
      labels: perService,
    },
    rendered: 'The oldest message of shop has waited for 20m 0s',
    silent: { series: { [seriesOf(oldest)]: '0 300 600 0x30' }, at: '20m' },
  },
  {
    name: 'SeaworthyPoolExhausted',
    severity: 'warning',
    expr: `avg_over_time(${waiting}[5m]) >= 1`,
    for: '5m',
    summary:
      'Callers of {{ $labels.instance }} wait for a connection of {{ $labels.db_client_connection_pool_name }}',
    meaning: 'Requests wait for one another, and fail where they wait longer than `connectMs`.',
    action:
      'See which statements are slow (db_client_operation_duration_seconds) and whether a transaction waits for ' +
      'something else than the database. Raise `maxConnections` only if the server has room for all replicas.',
    fires: { series: { [seriesOf(waiting, pool)]: '3x20' }, at: '15m', labels: { ...pod, ...pool } },
    rendered: 'Callers of shop-1 wait for a connection of postgres',
    silent: { series: { [seriesOf(waiting, pool)]: '0 0 2 0x20' }, at: '15m' },
  },
];
