import type { Finding } from '../../../manifests/index.ts';
import { formatPosition, type Problem } from '../../../model/index.ts';
import { visible } from '../../../visible.ts';

/** A finding, and the manifests that it was found in. */
export interface Found extends Finding {
  /** The file or folder that is applied. */
  readonly root: string;
}

/** The problems for which Kubernetes or kustomize would refuse or ignore something, as findings. */
export function faultsOf(problems: readonly Problem[]): Finding[] {
  return problems.filter(({ kind }) => kind !== 'unsupported').map(asFinding);
}

/** Findings as people read them. The same contradiction is told once, though several overlays share the base that has it. */
export function formatFound(found: readonly Found[]): string[] {
  const texts = found.map(({ rule, message, fix, object, path, position, root }) => {
    const place = formatPosition(position) ?? root;
    const field = [object, path].filter(Boolean).join(' ');
    const lines = [`${place}  ${rule}`, `  ${field === '' ? '' : `${field}: `}${message}.`, `  ${fix}`];
    return lines.map((line) => `${visible(line)}\n`).join('');
  });
  return [...new Set(texts)];
}

const correct = 'Correct it: Kubernetes would refuse or ignore it.';

function asFinding({ kind, message, fix = correct, path, position }: Problem): Finding {
  return { rule: `manifest/${kind}`, message, fix, object: '', path: path ?? '', position };
}
