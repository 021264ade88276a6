import type { Evidence } from '../../evidence.ts';
import { isLost, type RequestRecord } from '../../requests.ts';
import type { Loss } from './loss.ts';

/** An action that fails in one way in at least this part of its requests in calm times fails so always. */
const USUAL = 0.5;

/** What is lost to nothing that happened to the pod. */
export function calmCause({ fate }: RequestRecord): 'server-errors' | 'no-answer-in-time' | 'unexplained' {
  if (fate === 'status') return 'server-errors';
  return fate === 'timeout' ? 'no-answer-in-time' : 'unexplained';
}

/**
 * What an action loses always, or is never answered otherwise, is lost neither to a pod's first seconds nor to its drain. It is then
 * the same loss as in calm times.
 */
export function settled(losses: readonly Loss[], requests: Evidence['requests']): readonly Loss[] {
  const begun = losses.some(isEarly) ? settledEarly(losses, requests) : losses;
  if (!begun.some(isDraining)) return begun;
  const usual = usualLosses(begun, requests);
  return begun.map((loss) => settledAs(loss, isDraining(loss) ? usual.get(keyOf(loss.request)) : undefined));
}

function settledEarly(losses: readonly Loss[], requests: Evidence['requests']): readonly Loss[] {
  const faulty = new Set(
    losses.filter(({ cause }) => cause === 'server-errors').map(({ request }) => request.action),
  );
  const answered = new Set<string>();
  for (const request of requests) if (!isLost(request)) answered.add(request.action);
  return losses.map((loss) => {
    const { fate, action } = loss.request;
    // Nobody listened: whatever was asked for.
    if (!isEarly(loss) || fate === 'refused') return loss;
    const isFaulty = (fate === 'status' && faulty.has(action)) || !answered.has(action);
    return settledAs(loss, isFaulty ? calmCause(loss.request) : undefined);
  });
}

function settledAs(loss: Loss, cause: Loss['cause'] | undefined): Loss {
  return cause === undefined ? loss : { ...loss, cause };
}

/** The ways in which actions fail as often as not with nothing happening, and what that is called. */
function usualLosses(
  losses: readonly Loss[],
  requests: Evidence['requests'],
): ReadonlyMap<string, Loss['cause']> {
  const asked = new Map<string, number>();
  for (const { action } of requests) asked.set(action, (asked.get(action) ?? 0) + 1);
  const calm = losses.filter(
    ({ cause }) => cause === 'server-errors' || cause === 'shed' || cause === 'no-answer-in-time',
  );
  const usual = new Map<string, Loss['cause']>();
  for (const [key, alike] of Map.groupBy(calm, ({ request }) => keyOf(request))) {
    const [first] = alike;
    if (first === undefined) continue;
    if (alike.length >= (asked.get(first.request.action) ?? 0) * USUAL) usual.set(key, first.cause);
  }
  return usual;
}

/** The same for all that is lost in one way: by the same status, or with no answer in time. */
function keyOf({ action, fate, status, retryAfter }: RequestRecord): string {
  return [action, fate, status, retryAfter].join(' ');
}

/** What a request is lost to that a program held until its end. */
const ofEnds: ReadonlySet<Loss['cause']> = new Set([
  'in-flight-cut',
  'grace-too-short',
  'killed-at-grace-end',
  'signal-ignored',
  'shell-as-pid-1',
]);

function isEarly({ cause }: Loss): boolean {
  return cause === 'ready-too-early' || cause === 'no-readiness';
}

/** Of a pod's end, by an answer or by none in time: what broke off connections or refused them is the end's alone. */
function isDraining({ cause, request }: Loss): boolean {
  return cause === 'rejects-while-draining' || (request.fate === 'timeout' && ofEnds.has(cause));
}
