/** Verdicts as JUnit XML, which CI systems show. */
export { junitReport } from './junit-report.ts';
