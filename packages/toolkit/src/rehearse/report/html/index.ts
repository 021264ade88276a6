/** The rehearsal as a page. */
export { htmlReport } from './html-report.ts';
