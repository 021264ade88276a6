import leven from 'leven';
import { ofKind } from '../../../model/index.ts';
import { isCustomMade } from '../custom-made.ts';
import { finding, type Finding } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import { needsOf, type PodNeed } from '../pod-needs.ts';
import type { Subject } from '../subject.ts';

/**
 * Objects that the pods cannot start without and that are not there, each beside one of its kind that no pod of the set needs and that is
 * called the same but for a letter. What is not there for another reason may be elsewhere, and is not missing.
 */
export function mistyped(subject: Subject): Finding[] {
  const { pod, objects, atPod } = subject;
  const needed = objects.flatMap((it) => {
    const { spec } = madePod(it);
    return spec?.containers === undefined ? [] : needsOf(spec);
  });
  const isNeeded = (kind: string, name: string) => needed.some((it) => it.kind === kind && it.name === name);
  return needsOf(pod).flatMap((need) => {
    const { kind, name, path } = need;
    const there = ofKind(objects, kind).map(({ metadata }) => metadata.name);
    if (there.includes(name) || isCustomMade(name, objects)) return [];
    const meant = there.find((it) => !isNeeded(kind, it) && isMeant(need, it, subject));
    if (meant === undefined) return [];
    const message = `there is no ${kind} ${name}, without which the pods do not start, and nothing uses ${meant}`;
    return [finding('workload/mistyped', atPod(...path), message, `Name the ${kind} ${meant}.`)];
  });
}

/** Of a ServiceAccount also one that is called as its workload, as charts have it. */
function isMeant({ kind, name }: PodNeed, other: string, { contract, workload }: Subject): boolean {
  const isOwn = other === workload.metadata.name || other === contract.name;
  return (kind === 'ServiceAccount' && isOwn) || isTypingError(name, other);
}

/** One letter more, less or another, or two in each other's place; of `db-1` and `db-2` both are meant. */
function isTypingError(name: string, other: string): boolean {
  const withoutDigits = (text: string) => text.replaceAll(/\d/g, '');
  const lettersOf = (text: string) => Array.from(text).toSorted().join('');
  if (withoutDigits(name) === withoutDigits(other)) return false;
  const distance = leven(name, other);
  return distance === 1 || (distance === 2 && lettersOf(name) === lettersOf(other));
}
