/** A workload as verdicts and reports see it. */
export { workloadFacts } from './workload-facts.ts';
