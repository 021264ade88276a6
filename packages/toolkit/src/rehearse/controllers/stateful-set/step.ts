import { isOver, isTerminating, type Member } from './ordinal.ts';

/** What a StatefulSet decides from. */
export interface SetState {
  readonly replicas: number;
  /** One after another, each when the one before is available. */
  readonly ordered: boolean;
  /** Ordinals below keep the revision that they have; Infinity: no pod is replaced (OnDelete). */
  readonly partition: number;
  /** The newest revision. */
  readonly revision: number;
  /** Pods whose object exists. */
  readonly members: readonly Member[];
  readonly isAvailable: (member: Member) => boolean;
}

/** What it does next. */
export interface SetStep {
  readonly create: readonly number[];
  readonly remove: readonly Member[];
}

const nothing: SetStep = { create: [], remove: [] };

/**
 * One sync of a StatefulSet (pkg/controller/statefulset/stateful_set_control.go updateStatefulSet): first what is missing,
 * lowest ordinal first; then what is too much, highest first; then one pod of an old revision, highest first. A pod that is
 * not available holds up all that comes after, be it a new template that would mend it.
 */
export function setStep(state: SetState): SetStep {
  return fill(state) ?? shrink(state) ?? update(state) ?? nothing;
}

function fill({ replicas, ordered, members, isAvailable }: SetState): SetStep | undefined {
  const create: number[] = [];
  const remove: Member[] = [];
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const member = members.find((it) => it.ordinal === ordinal);
    if (member === undefined) create.push(ordinal);
    else if (isOver(member) && !isTerminating(member)) remove.push(member);
    else if (!ordered || (!isTerminating(member) && isAvailable(member))) continue;
    if (ordered) return { create, remove };
  }
  return create.length + remove.length > 0 ? { create, remove } : undefined;
}

function shrink({ replicas, ordered, members, isAvailable }: SetState): SetStep | undefined {
  const condemned = members
    .filter(({ ordinal }) => ordinal >= replicas)
    .toSorted((a, b) => b.ordinal - a.ordinal);
  const living = condemned.filter((it) => !isTerminating(it));
  if (!ordered) return living.length > 0 ? { create: [], remove: living } : undefined;
  const [last] = condemned;
  if (last === undefined) return undefined;
  if (isTerminating(last)) return nothing;
  // The lowest pod that is unhealthy may go; any other one waits until it is healthy.
  const firstUnhealthy = members
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .find((it) => !isAvailable(it) || isTerminating(it));
  if (!isAvailable(last) && last !== firstUnhealthy) return nothing;
  return { create: [], remove: [last] };
}

function update({ replicas, partition, revision, members, isAvailable }: SetState): SetStep | undefined {
  for (let ordinal = replicas - 1; ordinal >= partition; ordinal--) {
    const member = members.find((it) => it.ordinal === ordinal);
    if (member === undefined || isTerminating(member)) return undefined;
    if (member.pod.revision !== revision) return { create: [], remove: [member] };
    if (!isAvailable(member)) return undefined;
  }
  return undefined;
}
