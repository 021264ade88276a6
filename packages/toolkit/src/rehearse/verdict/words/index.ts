import type { LossFault } from '../loss/index.ts';
import type { PodStory } from '../pods/index.ts';
import { recreateDowntime, surgeDowntime } from './downtime.ts';
import * as ending from './ending.ts';
import type { Group, Words } from './group.ts';
import { killWords } from './killed.ts';
import * as living from './living.ts';

export type { Group, Words } from './group.ts';
export { goneWords, recreateWords } from './downtime.ts';
export { killWords } from './killed.ts';

/** For each fault that loses requests: what happened and what to do, in words with the numbers. */
export const wordsFor: Readonly<Record<LossFault, (group: Group) => Words>> = {
  'listener-closed-early': routed(told(ending.listenerClosedEarly)),
  'keep-alive-reset': ending.keepAliveReset,
  'in-flight-cut': ending.inFlightCut,
  'exits-at-signal': routed(told(ending.exitsAtSignal)),
  'rejects-while-draining': ending.rejectsWhileDraining,
  'killed-at-grace-end': killed('killed-at-grace-end'),
  'grace-too-short': killed('grace-too-short'),
  'signal-ignored': killed('signal-ignored'),
  'shell-as-pid-1': killed('shell-as-pid-1'),
  'ready-too-early': routed(living.readyTooEarly),
  'no-readiness': routed(living.noReadiness),
  'surge-downtime': surgeDowntime,
  'recreate-downtime': recreateDowntime,
  'liveness-depends-on-dependency': living.restarted,
  'liveness-kills-busy': living.restarted,
  'oom-killed': living.oomKilled,
  crashed: living.crashed,
  'server-errors': living.serverErrors,
  'no-answer-in-time': living.noAnswerInTime,
  unexplained: living.unexplained,
};

function killed(fault: Parameters<typeof killWords>[0]): (group: Group) => Words {
  return ({ losses: [first] }) => killWords(fault, first?.run, first?.ending);
}

/** Of losses by being routed to: whatever a program does, it loses requests where the Service publishes addresses that are not ready. */
function routed(words: (group: Group) => Words): (group: Group) => Words {
  return (group) => ({
    ...words(group),
    ...(publishesAll(group) && {
      fix: 'take publishNotReadyAddresses out of the Service that clients use: by it, they are sent to pods before these are ready and until they are gone',
    }),
  });
}

/** Only then is an endpoint ready that terminates. */
function publishesAll({ evidence }: Group): boolean {
  return evidence.events.some((event) => event.type === 'endpoint' && event.ready && event.terminating);
}

/** Of losses by ending too soon after the signal: a preStop that fails holds nothing up. */
function told(words: (group: Group) => Words): (group: Group) => Words {
  return (group) => {
    const failed = group.losses.flatMap(({ story, run }) =>
      story === undefined ? [] : failedPreStop(story, run),
    )[0];
    if (failed === undefined) return words(group);
    const { cause } = words(group);
    return {
      cause: `preStop failed (${failed}); ${cause}`,
      fix: 'mend preStop: where it fails, the signal is sent at once',
    };
  };
}

/** One that the program's end broke off has not failed. */
function failedPreStop(story: PodStory, run: Group['losses'][number]['run']): string[] {
  const stopAt = run?.stop?.at ?? -Infinity;
  return story
    .of('hook-ended')
    .filter(
      ({ hook, outcome, container, at }) =>
        hook === 'preStop' && outcome === 'failure' && container === run?.container && at <= stopAt,
    )
    .map(({ message }) => message ?? 'no message');
}
