import type { Cases } from './manifest.ts';

/** What runs once, or at a time of day. */
export const jobs: Cases = {
  'batch/v1 CronJob': [
    ...[
      '* * * * *',
      '0 0 * * 7',
      '60 * * * *',
      '0 24 * * *',
      '0 0 0 * *',
      '0 0 1 13 *',
      '0 0 * JAN mon-fri',
      '0 0 * * fri-mon',
      '0 0 * january *',
      '*/5 * * * *',
      '*/0 * * * *',
      '*/90 * * * *',
      '50/5 * * * *',
      '5-1 * * * *',
      '1-5/2,7 * * * *',
      '1,,3 * * * *',
      ', * * * *',
      '? * * * ?',
      '*-5 * * * *',
      '-1 * * * *',
      '+1 * * * *',
      'H * * * *',
      '0 0 L * *',
      '*/ * * * *',
      '* * * *',
      '* * * * * *',
      '@daily',
      '@midnight',
      '@reboot',
      '@every 1h30m',
      '@every',
      '@Daily',
      'TZ=UTC * * * * *',
    ].map((schedule) => [schedule, ''] as const),
    ...['UTC', 'Europe/Berlin', 'europe/berlin', 'US/Pacific', 'EST5EDT', 'GMT+1', '+01:00', 'Local', ''].map(
      (zone) => ['@daily', `, timeZone: "${zone}"`] as const,
    ),
    ['@daily', ', startingDeadlineSeconds: -1'] as const,
    ['@daily', ', failedJobsHistoryLimit: 0'] as const,
  ].map(
    ([schedule, more]) =>
      `spec: {schedule: "${schedule}"${more}, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}`,
  ),
  'batch/v1 Job': [
    'completionMode: Indexed, ',
    'completionMode: Indexed, parallelism: 2, ',
    'completionMode: Indexed, completions: 2, backoffLimitPerIndex: 1, ',
    'backoffLimitPerIndex: 1, ',
    'backoffLimit: -1, ',
    'parallelism: 0, ',
    'ttlSecondsAfterFinished: -1, ',
    ...[
      '{action: FailJob, onExitCodes: {operator: In, values: [1, 137]}}',
      '{action: FailJob, onExitCodes: {operator: In, values: [137, 1]}}',
      '{action: FailJob, onExitCodes: {operator: In, values: [1, 1]}}',
      '{action: FailJob, onExitCodes: {operator: In, values: []}}',
      '{action: FailJob, onExitCodes: {operator: In, values: [0]}}',
      '{action: FailJob, onExitCodes: {operator: NotIn, values: [0]}}',
      '{action: FailJob, onExitCodes: {containerName: a, operator: In, values: [1]}}',
      '{action: FailJob, onExitCodes: {containerName: b, operator: In, values: [1]}}',
      '{action: FailIndex, onExitCodes: {operator: In, values: [1]}}',
      '{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}',
      '{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}], onExitCodes: {operator: In, values: [1]}}',
      '{action: Ignore}',
    ].map((rule) => `podFailurePolicy: {rules: [${rule}]}, `),
  ].flatMap((fields) =>
    ['Never', 'OnFailure'].map(
      (policy) =>
        `spec: {${fields}template: {spec: {restartPolicy: ${policy}, containers: [{name: a, image: a}]}}}`,
    ),
  ),
};
