import { isStream, type Fate } from '../../../requests.ts';
import { statusWords } from '../../../statuses.ts';
import { ENOUGH, isEnough, type StepAnswers } from '../../answers.ts';
import { fail, notShown, pass, type Finding } from '../../expectation.ts';
import { count } from '../../../figures.ts';
import type { LossFault } from '../../loss/index.ts';
import type { Act } from '../../view.ts';
import type { Words } from '../../words/index.ts';
import { atLocalhostAlone, listenedOn } from './listened-on.ts';
import { failureOf, ofAll } from '../no-request-lost.ts';
import { protocolOf, unspoken } from './unspoken.ts';

/** So many steps are named one by one. */
const NAMED = 3;

/** In calm times the program answers what the load asks, and does what requests are for: an answer of 404 shows no handler. */
export function loadAnswered(act: Act): Finding | readonly Finding[] {
  const { unrouted, unsent } = act.evidence.workload;
  if (unrouted?.isFault === true)
    return fail({
      what: unrouted.what,
      fault: 'service-port-unknown',
      cause:
        'a Service that leads to a port by a name which no container has leads nowhere: every client is refused',
      fix: "give the container's port that name, or state the port's number as targetPort",
    });
  if (unsent !== undefined) return notShown(unsent);
  if (act.isSilent) return unanswered(act);
  if (act.own.size > 0) {
    const groups = Map.groupBy(act.own, ({ cause }) => cause as LossFault);
    return [...groups].map(([fault, losses]) =>
      Object.assign(failureOf(fault, losses, ofAll(act)), fault === 'unexplained' && unspoken(losses, act)),
    );
  }
  return unserved(act) ?? pass(`${served(act)} and no error by the program itself.`);
}

/** Programs ran that were never heard. */
function unanswered(act: Act): Finding {
  const { losses, evidence } = act;
  const fates = [...new Set(losses.map(({ request }) => request.fate))];
  return fail({
    what: `None of ${count(evidence.requests.size, 'request')} was answered.`,
    fault: 'load-unanswered',
    ...whyUnanswered(fates, act),
    requests: losses.map(({ request }) => request.id),
  });
}

function whyUnanswered(fates: readonly Fate[], { pods, evidence, losses }: Act): Words {
  const { trafficPort } = evidence.workload;
  const port = `port ${trafficPort} of the pods`;
  if (fates.every((fate) => fate === 'refused')) {
    const hidden = [...pods.values()].flatMap((story) => listenedOn(story, Infinity).hidden);
    if (trafficPort !== undefined && hidden.includes(trafficPort)) return atLocalhostAlone([trafficPort]);
    return {
      cause: `nobody listens on ${port}, to which the Service leads`,
      fix: 'let the targetPort of the Service be the port that the program serves on, and the readiness probe ask that one',
    };
  }
  if (fates.every((fate) => fate === 'refused' || fate === 'timeout'))
    return {
      cause: `${port} takes connections, and no answer came there within \`load.timeoutSeconds\``,
      fix: 'raise `load.timeoutSeconds` above what the handlers take, or look at what they wait for',
    };
  if (losses.every(({ request }) => protocolOf(request.kind) === 'HTTP/2'))
    return {
      cause: `${port} takes connections, and no request by HTTP/2 was understood there (${fates.join(', ')}): it may speak HTTP/1.1 alone, or TLS`,
      fix: 'have the manifests not say that it speaks HTTP/2 (an `appProtocol` such as `kubernetes.io/h2c`, the name of the Service’s port such as `grpc`), or send by `kind: http1` in `load.steps`',
    };
  return {
    cause: `${port} takes connections, and no request was understood there (${fates.join(', ')}): it may speak TLS, HTTP/2 or no HTTP at all`,
    fix: 'say by `appProtocol` of the port of the Service what it speaks (`https`, `kubernetes.io/h2c`), or by the `kind` of `load.steps`',
  };
}

/** Why answers say too little of the program, and how they would say more; undefined where they do not. */
function unserved({ answers, steps, losses, evidence }: Act): Finding | undefined {
  if (answers.answered === 0) return notShown('No request was answered.');
  if (answers.served > 0 && answers.redirected === answers.served)
    return notShown(
      `All ${count(answers.served, 'request')} that were served were sent elsewhere: ${stepWords(steps)}.`,
      'name in `load.steps` paths that the program answers itself; one that sends all clients to HTTPS may take them to be there by a header `X-Forwarded-Proto: https`',
    );
  const unopened = steps.filter(
    ({ kind, answered, served }) => isStream(kind) && answered > 0 && served === 0,
  );
  if (unopened.length > 0)
    return notShown(
      `No stream was opened by ${stepWords(unopened)}.`,
      'name in `load.steps` the path of a WebSocket (answered 101) or event stream (200 of text/event-stream), with the headers that it needs',
    );
  // What is answered while a dependency is out says nothing of the load.
  const disturbed = losses.filter(
    ({ cause, request }) => request.fate === 'status' && (cause === 'outage' || cause === 'struck'),
  );
  const undisturbed = answers.answered - disturbed.length;
  if (undisturbed >= ENOUGH && !isEnough(answers, undisturbed))
    return notShown(
      `${answers.served} of ${count(answers.answered, 'answer')} came of work that was done: ${stepWords(steps)}.`,
      answers.statuses['429'] === undefined && answers.statuses['503'] === undefined
        ? `name in \`load.steps\` what the program serves: paths and methods, and headers such as those of a login${otherPorts(evidence)}`
        : 'lower `load.requestsPerSecond` to what the program lets through, or name in `load.steps` what it serves',
    );
  if (answers.served < ENOUGH)
    return notShown(
      `Only ${count(answers.served, 'request')} were served in the whole rehearsal, too few to tell.`,
    );
  return undefined;
}

/** What answers by 404 may be the wrong port. */
function otherPorts({ workload: { servicePorts } }: Act['evidence']): string {
  if (servicePorts === undefined || servicePorts.others.length === 0) return '';
  const { asked, others } = servicePorts;
  return `; or name another port by \`load.port\`: the load goes to ${asked} of the Service, which has ${others.join(', ')} too`;
}

/** What was served, and which steps never were: some are meant to be refused. */
function served({ answers, steps }: Act): string {
  const never = steps.filter((step) => step.answered > 0 && step.served === 0);
  const besides = never.length === 0 ? '' : `, besides ${stepWords(never)},`;
  return `${count(answers.served, 'request')} served${besides}`;
}

/** Such as `GET / (831 × 404)`. */
function stepWords(steps: readonly StepAnswers[]): string {
  const words = steps.map(
    ({ action, kind, statuses }) => `${isStream(kind) ? `${kind} ` : ''}${action} (${statusWords(statuses)})`,
  );
  const rest = words.length - NAMED;
  return [...words.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
