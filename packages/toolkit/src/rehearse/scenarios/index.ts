/** What is done to a service in a rehearsal. */
export type { Answer, LoadControl, Scenario, Stage } from './scenario.ts';
