import { isLost, type RequestLog } from '../../requests.ts';
import type { Verdict } from '../../verdict.ts';

/** What a judge would say of the sample: two patterns fail, one is not shown. Some texts try to break out of their report. */
export function sampleVerdicts(requests: RequestLog, rolloutAt: number): Verdict[] {
  const lost: number[] = [];
  for (const request of requests) if (isLost(request)) lost.push(request.id);
  const pass = (
    pattern: Verdict['pattern'],
    scenario: Verdict['scenario'],
    name: string,
    what: string,
  ): Verdict => ({ pattern, scenario, expectation: `${scenario}/${name}`, outcome: 'pass', what });
  return [
    pass(1, 'start', 'read-only-root', 'It started and served with a read-only root as user 65532.'),
    {
      pattern: 2,
      scenario: 'oom',
      expectation: 'oom/stays-below-limit',
      outcome: 'fail',
      what: 'shop-6c4d-k2p9x was killed for memory once, 9.2 s after the pressure began, at a limit of 256 MiB.',
      fault: 'heap-above-limit',
      cause: 'The heap may grow to 512 MiB (NODE_OPTIONS=--max-old-space-size=512), twice the limit.',
      fix: 'Size the heap from the limit: --max-old-space-size-percentage=75, or raise resources.limits.memory.',
      output: ['FATAL ERROR: heap limit </script><b>', ' 1: node::Abort()', '##[error]forged'],
      pod: 'shop-6c4d-k2p9x',
      at: rolloutAt + 60_000,
    },
    {
      pattern: 3,
      scenario: 'rollout',
      expectation: 'rollout/no-request-lost',
      outcome: 'fail',
      what: `${lost.length} of ${requests.size} requests were lost: connections were refused or reset while 3 pods were replaced.`,
      fault: 'listener-closed-early',
      cause:
        'The listener was closed 12 ms after SIGTERM, while the Service still routed to the pod for up to 1.9 s.',
      fix: 'Keep accepting for at least 2 s after SIGTERM: preStop `sleep`, or a drain delay in the program.',
      requests: lost.slice(0, 20),
      at: rolloutAt,
    },
    pass(
      3,
      'rollout',
      'exits-in-time',
      'Each of 3 pods exited by itself within 3.6 s of a grace period of 30 s.',
    ),
    pass(3, 'scale', 'no-request-lost', 'No request was lost while replicas went from 3 to 5 and back.'),
    pass(4, 'start', 'ready-when-serving', 'No pod was ready before it answered: 0 of 9 starts.'),
    pass(
      4,
      'dependency-outage',
      'liveness-stays-green',
      'Liveness stayed green through an outage of 12.0 s.',
    ),
    pass(5, 'config-change', 'reloaded', 'The new value was read 0.8 s after the files were swapped.'),
    pass(6, 'logs', 'every-line-parses', 'All of 1,204 lines are JSON objects.'),
    pass(6, 'logs', 'last-lines-arrive', 'The last line of each of 9 containers arrived whole.'),
    pass(7, 'cpu-squeeze', 'tail-latency', 'At half the CPU the p99 was 41 ms, 1.9 times that before.'),
    {
      pattern: 8,
      scenario: 'trace',
      expectation: 'trace/propagated',
      outcome: 'not-shown',
      what: 'No span arrived, and the contract names no tracing: <b>nothing</b> & "nobody" is claimed.\u001b[31m',
    },
    pass(
      9,
      'kill',
      'state-survives',
      'What was written before a pod was killed could be read from all 3 others.',
    ),
    pass(10, 'failing-migration', 'old-pods-serve', 'The rollout stopped, and 3 old pods went on serving.'),
  ];
}
