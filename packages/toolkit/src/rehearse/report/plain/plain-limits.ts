import { foldAlike } from '../../../model/index.ts';
import { visible } from '../../../visible.ts';

/** What a rehearsal on this machine leaves out. */
interface Limits {
  /** What the engine cannot emulate here. */
  readonly notEmulated: readonly string[];
  /** What of the manifests is not emulated; what has one reason stands together. */
  readonly unsupported: readonly (readonly string[])[];
  /** Expectations without evidence, by reasons. Default: nothing was judged yet. */
  readonly notShown?: readonly string[];
}

/** It in lines, those of each kind under a title, of what has one reason one; none where nothing is left out. */
export function plainLimits({ notEmulated, unsupported, notShown = [] }: Limits): string[] {
  return [
    ...listed('Not emulated here:', notEmulated),
    ...listed('Not supported, and left out of the rehearsal:', foldAlike(unsupported)),
    ...listed('Not shown:', notShown),
  ];
}

function listed(title: string, sentences: readonly string[]): string[] {
  return sentences.length === 0
    ? []
    : ['', title, ...sentences.map((sentence) => `  - ${visible(sentence)}`)];
}
