/** Evidence to try reports on. */
export { sampleRehearsal } from './sample-evidence.ts';
