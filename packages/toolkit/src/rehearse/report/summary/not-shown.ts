import type { Verdict } from '../../verdict.ts';

/**
 * What is not shown, each reason once with the expectations that it is of, such as `The pod has no init container
 * (start/init-before-serving)`: where nothing starts, dozens of expectations have one. In the order in which they were judged.
 */
export function notShownReasons(verdicts: readonly Verdict[]): string[] {
  const own = verdicts.filter(({ outcome }) => outcome === 'not-shown');
  const reasons = Map.groupBy(own, ({ what, fix }) => JSON.stringify([what, fix]));
  return [...reasons.values()].map(inWords);
}

function inWords(alike: readonly Verdict[]): string {
  const [{ what, fix } = { what: '', fix: undefined }] = alike;
  const names = alike.map(({ expectation }) => expectation).join(', ');
  return `${what.replace(/\.$/, '')} (${names})${fix === undefined ? '' : `. Next: ${fix}`}`;
}
