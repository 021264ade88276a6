import { readFileSync } from 'node:fs';

/** What one of the files of `kubernetes-1.36` holds. */
type Decisions =
  | 'behaviors'
  | 'pod-actions'
  | 'probes'
  | 'recommendations'
  | 'resources'
  | 'restarts'
  | 'rolling-updates'
  | 'rollouts'
  | 'scalings'
  | 'stateful-sets'
  | 'victims';

/**
 * States, and what Kubernetes 1.36.3 itself decided in them: `scripts/kubernetes-decisions.ts` has its own functions (with its feature
 * gates at their defaults) fill that in. The states are those of thousands of random ones that show each way to decide once.
 *
 * @returns a row for each line of the file, its text first, as a name for a test
 */
export function kubernetesDecisions<Row>(of: Decisions): [line: string, row: Row][] {
  const text = readFileSync(new URL(`kubernetes-1.36/${of}.jsonl`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => [line, JSON.parse(line) as Row]);
}
