import { ExitCode } from '@seaworthy/contract';
import { m, pod, seriesOf, type Alert } from './alert.ts';

const passing = m('seaworthy_check_passing');
const checkChanges = m('seaworthy_check_changes_total');
const aborted = m('seaworthy_drain_aborted_total');
const buildInfo = m('seaworthy_build_info');
/** Of kube-state-metrics. */
const exitCode = 'kube_pod_container_status_last_terminated_exitcode';
const restarts = 'kube_pod_container_status_restarts_total';
const startTime = m('process_start_time_seconds');
const stalls = m('seaworthy_liveness_stalls_total');
const workerFailures = m('seaworthy_worker_failures_total');
const rejected = m('seaworthy_config_rejected');

const critical = { check: 'database', critical: 'true' };
const optional = { check: 'cache', critical: 'false' };
const otherPod = { instance: 'shop-2' };
const podName = { pod: 'shop-1' };
const container = { container: 'app', ...podName };
const drained = {
  [seriesOf(exitCode, container)]: `${ExitCode.drainIncomplete}x40`,
  [seriesOf(restarts, container)]: '0 0 1x40',
};
const flapping = { check: 'database', to: 'failing' };

/** What goes wrong in the service's own life. */
export const serviceAlerts: readonly Alert[] = [
  {
    name: 'SeaworthyGone',
    severity: 'critical',
    expr:
      `group by (namespace, job) (last_over_time(${buildInfo}[6h]))\n` +
      `  unless group by (namespace, job) (${buildInfo})`,
    for: '5m',
    summary: 'No pod of {{ $labels.job }} has been scraped for minutes',
    meaning:
      'No pod is there, or none can be reached by Prometheus: the service may be down, and no other alert sees it. ' +
      'This one looks back for six hours, so that it fires for as long after a service was removed on purpose.',
    action: 'See whether its pods run (`kubectl get pods`), then `up` and the targets page of Prometheus.',
    fires: {
      series: { [seriesOf(buildInfo)]: '1x10 stale', [seriesOf(buildInfo, otherPod)]: '1x5 stale' },
      at: '20m',
      labels: { namespace: 'shop', job: 'shop' },
    },
    rendered: 'No pod of shop has been scraped for minutes',
    silent: {
      series: { [seriesOf(buildInfo)]: '1x30', [seriesOf(buildInfo, otherPod)]: '1x5 stale' },
      at: '20m',
    },
  },
  {
    name: 'SeaworthyCheckFailing',
    severity: 'critical',
    expr: `${passing}{critical="true"} == 0`,
    for: '2m',
    summary: 'Check {{ $labels.check }} of {{ $labels.instance }} fails',
    meaning: 'The pod is not ready and gets no requests; if every pod has it, the service is down.',
    action: 'See the log for the check’s error, then the dependency itself. Restarting pods does not help.',
    fires: {
      series: { [seriesOf(passing, critical)]: '1 0x20' },
      at: '10m',
      labels: { ...pod, ...critical },
    },
    rendered: 'Check database of shop-1 fails',
    silent: { series: { [seriesOf(passing, critical)]: '1 0 1x20' }, at: '10m' },
  },
  {
    name: 'SeaworthyDegraded',
    severity: 'warning',
    expr: `${passing}{critical="false"} == 0`,
    for: '10m',
    summary: 'Check {{ $labels.check }} of {{ $labels.instance }} fails; the pod serves without it',
    meaning: 'The service answers, without what this dependency gives.',
    action: 'See the log for the check’s error, then the dependency itself.',
    fires: {
      series: { [seriesOf(passing, optional)]: '1 0x20' },
      at: '15m',
      labels: { ...pod, ...optional },
    },
    rendered: 'Check cache of shop-1 fails; the pod serves without it',
    silent: { series: { [seriesOf(passing, critical)]: '0x20' }, at: '15m' },
  },
  {
    name: 'SeaworthyCheckFlapping',
    severity: 'warning',
    expr: `increase(${checkChanges}{to="failing"}[15m]) > 3`,
    for: '0m',
    summary: 'Check {{ $labels.check }} of {{ $labels.instance }} fails and recovers again and again',
    meaning: 'The pod leaves and joins the endpoints all the time; the others carry its load by turns.',
    action:
      'Compare the check’s time-out with how long the dependency takes. Let more failures count as one if need be.',
    fires: {
      series: { [seriesOf(checkChanges, flapping)]: '0+1x20' },
      at: '15m',
      labels: { ...pod, ...flapping },
    },
    rendered: 'Check database of shop-1 fails and recovers again and again',
    silent: { series: { [seriesOf(checkChanges, flapping)]: '0 0 1x20' }, at: '15m' },
  },
  {
    name: 'SeaworthyDrainAborted',
    severity: 'warning',
    expr: `increase(${aborted}[15m]) > 0`,
    for: '0m',
    summary:
      'The stage {{ $labels.stage }} of {{ $labels.instance }}’s shutdown met its deadline with work left',
    meaning:
      'Requests or jobs were cut off. The process exits soon after it counts this, so that a scrape can miss it: ' +
      'silence is no proof.',
    action:
      'See the last log lines of the pod: they name what was left. Make it end earlier, or raise the grace period.',
    fires: {
      series: { [seriesOf(aborted, { stage: 'workers' })]: '0 0 1x20' },
      at: '5m',
      labels: { ...pod, stage: 'workers' },
    },
    rendered: 'The stage workers of shop-1’s shutdown met its deadline with work left',
    silent: { series: { [seriesOf(aborted, { stage: 'workers' })]: '0x20' }, at: '5m' },
  },
  {
    name: 'SeaworthyDrainIncomplete',
    severity: 'warning',
    expr:
      `${exitCode} == ${ExitCode.drainIncomplete}\n` +
      `  and on (namespace, pod, container) increase(${restarts}[15m]) > 0\n` +
      `  and on (namespace, pod) last_over_time(${buildInfo}[15m])`,
    for: '0m',
    summary: 'Container {{ $labels.container }} of {{ $labels.pod }} ended with work left',
    meaning:
      `Its exit status was ${ExitCode.drainIncomplete}: requests or jobs were cut off at the deadline. Told by ` +
      'kube-state-metrics, of containers that were restarted in place within 15 minutes, in pods that a scrape labels ' +
      '`namespace` and `pod`.',
    action: 'See the previous container’s log, which names what was left: `kubectl logs --previous`.',
    fires: {
      series: { ...drained, [seriesOf(buildInfo, podName)]: '1x40' },
      at: '5m',
      labels: { ...pod, ...container },
    },
    rendered: 'Container app of shop-1 ended with work left',
    silent: [
      // The status of the last end stays for as long as the pod does.
      {
        series: { ...drained, [seriesOf(buildInfo, podName)]: '1x40' },
        at: '30m',
      },
      // Another program's container, whose exit status means something else.
      { series: drained, at: '5m' },
    ],
  },
  {
    name: 'SeaworthyRestarts',
    severity: 'critical',
    expr: `changes(${startTime}[15m]) > 2`,
    for: '0m',
    summary: '{{ $labels.instance }} has restarted {{ $value }} times in 15 minutes',
    meaning: 'The container ends and starts again; Kubernetes waits longer each time, up to five minutes.',
    action:
      'See the previous container’s log and exit status: `kubectl logs --previous`, `kubectl describe pod`.',
    fires: { series: { [seriesOf(startTime)]: '0+1x20' }, at: '15m', labels: pod },
    rendered: 'shop-1 has restarted 15 times in 15 minutes',
    silent: { series: { [seriesOf(startTime)]: '0x5 7x20' }, at: '15m' },
  },
  {
    name: 'SeaworthyStalled',
    severity: 'warning',
    expr: `increase(${stalls}[15m]) > 0`,
    for: '0m',
    summary: 'The main loop of {{ $labels.instance }} stalled beyond the liveness threshold',
    meaning:
      'Something ran without a break for so long that the liveness probe failed; the kubelet may restart the pod.',
    action:
      'See the log for what was running. An endless loop or a regular expression that backtracks is usual.',
    fires: { series: { [seriesOf(stalls)]: '0 0 1x20' }, at: '5m', labels: pod },
    rendered: 'The main loop of shop-1 stalled beyond the liveness threshold',
    silent: { series: { [seriesOf(stalls)]: '0x20' }, at: '5m' },
  },
  {
    name: 'SeaworthyWorkerFailing',
    severity: 'warning',
    expr: `increase(${workerFailures}[15m]) > 5`,
    for: '0m',
    summary: 'Worker {{ $labels.worker }} of {{ $labels.instance }} keeps failing',
    meaning: 'Its work does not get done; it is tried again with growing pauses.',
    action: 'See the log for the worker’s error.',
    fires: {
      series: { [seriesOf(workerFailures, { worker: 'fulfil' })]: '0+1x20' },
      at: '15m',
      labels: { ...pod, worker: 'fulfil' },
    },
    rendered: 'Worker fulfil of shop-1 keeps failing',
    silent: { series: { [seriesOf(workerFailures, { worker: 'fulfil' })]: '0 0 2x20' }, at: '15m' },
  },
  {
    name: 'SeaworthyConfigRejected',
    severity: 'warning',
    expr: `${rejected} > 0`,
    for: '0m',
    summary: '{{ $labels.instance }} refused a changed configuration',
    meaning: 'It goes on with the old one. A pod that starts now will not start.',
    action: 'See the log for the values that were refused, and correct the ConfigMap.',
    fires: { series: { [seriesOf(rejected)]: '0 0 1x40' }, at: '30m', labels: pod },
    rendered: 'shop-1 refused a changed configuration',
    silent: { series: { [seriesOf(rejected)]: '0 1 0x20' }, at: '5m' },
  },
];
