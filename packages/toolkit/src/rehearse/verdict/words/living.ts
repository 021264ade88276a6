import { count, largest, seconds } from '../../figures.ts';
import { lastLines } from '../log/last-words.ts';
import { routedTo } from '../pods/index.ts';
import { fateWords, type Group, type Words } from './group.ts';
import { saidMeanwhile } from './said.ts';

/** In words: routed to before it could serve. */
export function readyTooEarly(group: Group): Words {
  return {
    cause: `the readiness probe passed before the program could serve: ${early(group)}`,
    fix: 'let the readiness probe ask the port that serves, and answer it only once all that requests need is there',
  };
}

/** In words: no readiness probe. */
export function noReadiness(group: Group): Words {
  return {
    cause: `without a readiness probe the pod was routed to as soon as its process ran: ${early(group)}`,
    fix: 'add a readiness probe on the port that serves',
  };
}

/** In words: the program or its liveness probe had its container restarted. */
export function restarted(group: Group): Words {
  const reasons = [...new Set(group.losses.map(({ run }) => run?.killed?.reason ?? ''))].filter(
    (reason) => reason !== '',
  );
  return {
    cause: `the kubelet restarted the container (${reasons.join(', ')}), which dropped ${count(group.losses.length, 'request')}`,
    fix: 'let liveness say only that the process can still make progress: no dependency, and patience for a busy time',
  };
}

/** In words: the kernel killed it for memory. */
export function oomKilled(group: Group): Words {
  return {
    cause: `the kernel killed the container for memory, with ${count(group.losses.length, 'request')} on it`,
    fix: 'bound what requests hold at once, and set a soft memory limit below the hard one (GOMEMLIMIT, heap size)',
  };
}

/** In words: it exited by itself. */
export function crashed(group: Group): Words {
  const [{ story, run } = {}] = group.losses;
  const codes = [...new Set(group.losses.map(({ run }) => run?.exit?.exitCode))].join(', ');
  return {
    cause: `the program exited by itself with code ${codes}: ${count(group.losses.length, 'request')} lost`,
    fix: 'read the last lines of its log; keep an error of one request from ending the process',
    output: story && lastLines(story, run, group.evidence.logs),
  };
}

/** In words: the program answered 5xx with nothing around it. */
export function serverErrors(group: Group): Words {
  return {
    cause: `the program itself answered ${count(group.losses.length, 'request')} by an error with nothing happening to its pod: ${actionsOf(group)}`,
    fix: 'look at these requests by themselves: the load may ask for what the service does not have, or the handler fails',
  };
}

/** In words: the load gave up waiting, with nothing around it. */
export function noAnswerInTime(group: Group): Words {
  const ages = group.losses.map(({ request }) => request.endedAt - request.sentAt);
  return {
    cause: `${count(ages.length, 'request')} got no whole answer within ${seconds(largest(ages))}, when the load gives up, with nothing happening to their pods: ${actionsOf(group)}`,
    fix: 'raise `load.timeoutSeconds` above what these requests take, look at what their handlers wait for, or send fewer (`--rate`) where they only queue',
  };
}

/** In words: nothing that is known explains it, but what the program's log says at that time. */
export function unexplained(group: Group): Words {
  const words = saidMeanwhile(group);
  const cause = `nothing that happened to the pods explains it (${fateWords(group)}): ${actionsOf(group)}`;
  if (words === undefined)
    return {
      cause,
      fix: 'look at the requests in the report: the program may have closed a connection of its own accord or hung',
    };
  return {
    cause: `${cause}; meanwhile the program wrote: ${words}`,
    fix: 'mend that error: a server may close the connection of a handler that fails, without an answer (as Go does where one panics)',
  };
}

/** The first of them, such as `GET /feature (501)`. */
function actionsOf({ losses }: Group): string {
  const actions = losses.map(({ request: { action, status } }) =>
    status === 0 ? action : `${action} (${status})`,
  );
  return [...new Set(actions)].slice(0, 3).join(', ');
}

function early({ losses }: Group): string {
  const after = losses.flatMap(({ request, story }) => {
    const from = story === undefined ? undefined : routedTo(story)[0]?.from;
    return from === undefined ? [] : [request.sentAt - from];
  });
  const when = after.length === 0 ? '' : ` within ${seconds(largest(after))} of its first`;
  return `${count(losses.length, 'request')} lost${when}`;
}
