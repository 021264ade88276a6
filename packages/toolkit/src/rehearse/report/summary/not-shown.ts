import type { Verdict } from '../../verdict.ts';

/**
 * What is not shown, each reason once with the expectations that it is of, such as `The pod has no init container
 * (start/init-before-serving)`: where nothing starts, dozens of expectations have one. In the order in which they were judged.
 */
export function notShownReasons(verdicts: readonly Verdict[]): string[] {
  const own = verdicts.filter(({ outcome }) => outcome === 'not-shown');
  const reasons = Map.groupBy(own, ({ what, cause, fix }) => JSON.stringify([what, cause, fix]));
  return [...reasons.values()].map(inWords);
}

function inWords(alike: readonly Verdict[]): string {
  const [{ what, cause, fix } = { what: '', cause: undefined, fix: undefined }] = alike;
  const names = alike.map(({ expectation }) => expectation).join(', ');
  return [
    `${what.replace(/\.$/, '')} (${names})`,
    // Of a failure that is excused.
    ...(cause === undefined ? [] : [`Cause: ${cause}`]),
    ...(fix === undefined ? [] : [`Next: ${fix}`]),
  ].join('. ');
}
