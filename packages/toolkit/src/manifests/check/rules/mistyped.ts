import leven from 'leven';
import { ofKind } from '../../../model/index.ts';
import { isCustomMade } from '../custom-made.ts';
import { finding, type Finding } from '../finding.ts';
import { needsOf, type PodNeed } from '../pod-needs.ts';
import type { Subject } from '../subject.ts';
import { isUsed, namesBeside } from '../uses.ts';

/**
 * Objects that the pods cannot start without and that are not there, each beside one of its kind that nothing of the set uses and that is
 * called the same but for a letter. What is not there for another reason may be elsewhere, and is not missing.
 */
export function mistyped(subject: Subject): Finding[] {
  const { pod, objects, atPod } = subject;
  return needsOf(pod).flatMap((need) => {
    const { kind, name, path } = need;
    const there = ofKind(objects, kind).map(({ metadata }) => metadata.name);
    if (there.includes(name)) return [];
    const meant = there.find((it) => isMeant(need, it, subject) && !isUsed({ kind, name: it }, objects));
    if (meant === undefined || isCustomMade(name, objects)) return [];
    if (objects.some((it) => namesBeside(it, name))) return [];
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
  if (Math.abs(name.length - other.length) > 1 || areDistinct(name, other)) return false;
  const lettersOf = (text: string) => Array.from(text).toSorted().join('');
  const distance = leven(name, other);
  return distance === 1 || (distance === 2 && lettersOf(name) === lettersOf(other));
}

/** Whether names differ in a number, in a word of a few letters (`db-rw` and `db-ro`), or in what a word begins with (`tls` and `mtls`). */
function areDistinct(name: string, other: string): boolean {
  const withoutDigits = (text: string) => text.replaceAll(/\d/g, '');
  if (withoutDigits(name) === withoutDigits(other)) return true;
  const [words, others] = [name.split(/[.-]/), other.split(/[.-]/)];
  return (
    words.length === others.length &&
    words.some((word, index) => {
      const beside = others[index] ?? '';
      return word !== beside && (Math.max(word.length, beside.length) < 4 || word[0] !== beside[0]);
    })
  );
}
