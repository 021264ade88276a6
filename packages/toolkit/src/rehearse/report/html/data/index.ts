/** What the page is given: evidence and verdicts, aggregated. */
export { pageData } from './page-data.ts';
