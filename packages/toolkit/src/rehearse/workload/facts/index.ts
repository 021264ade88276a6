/** A workload as verdicts and reports see it. */
export { strategyOf, workloadFacts } from './workload-facts.ts';
