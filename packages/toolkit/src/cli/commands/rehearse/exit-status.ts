import { CommandExitCode } from '@seaworthy/contract';
import type { Verdict } from '../../../rehearse/index.ts';

/**
 * The exit status of a rehearsal that came to its end. One whose failures are all excused has neither shown a fault nor that there is none,
 * so that a pipeline may not go on as after a pass, and does well to run it again.
 */
export function exitStatusOf(verdicts: readonly Pick<Verdict, 'outcome' | 'isExcused'>[]): CommandExitCode {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return CommandExitCode.findings;
  return verdicts.some(({ isExcused }) => isExcused) ? CommandExitCode.inconclusive : CommandExitCode.ok;
}
