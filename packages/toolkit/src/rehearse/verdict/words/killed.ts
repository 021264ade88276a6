import type { ContainerRun } from '../pods/index.ts';
import type { Ending, killCause } from '../loss/index.ts';
import type { Words } from './group.ts';

/** In words: why a container was killed, by SIGKILL or by the end of its PID 1. */
export function killWords(
  fault: ReturnType<typeof killCause>,
  run: ContainerRun | undefined,
  ending: Ending | undefined,
): Words {
  const grace = `${run?.killed?.graceSeconds ?? 0} s`;
  switch (fault) {
    case 'shell-as-pid-1':
      if (ending?.scriptShell !== undefined) return scriptShellWords(ending.scriptShell);
      return {
        cause: `PID 1 is ${ending?.shell}, which does not pass SIGTERM on: the program went on for the grace period of ${grace} until SIGKILL (137)`,
        fix: 'run the program itself as PID 1: exec form of the command, or `exec` in the script',
      };
    case 'signal-ignored':
      return {
        cause: `SIGTERM had no effect for the grace period of ${grace}, then came SIGKILL (137): PID 1 gets only the signals that it has a handler for`,
        fix: 'handle SIGTERM in the program',
      };
    case 'killed-at-grace-end':
      return {
        cause: `it had stopped accepting, but open connections kept the process alive to the end of the grace period of ${grace}, when SIGKILL (137) broke them off`,
        fix: 'close idle connections while draining, answer with Connection: close and end streams, so that the process ends by itself',
      };
    case 'grace-too-short':
      return {
        cause: `it was still accepting when SIGKILL (137) came at the end of the grace period of ${grace}, which preStop and the drain share`,
        fix: `raise terminationGracePeriodSeconds above preStop plus the whole drain, or shorten the drain to fit ${grace}`,
      };
    default:
      return fault satisfies never;
  }
}

function scriptShellWords({ manager, shell }: NonNullable<Ending['scriptShell']>): Words {
  return {
    cause: `${manager} passes SIGTERM to the ${shell} by which it runs the script, and ends with it: the program, which never heard of it, is killed with all that it is working on`,
    fix: `run the program itself in exec form, such as command: [node, dist/main.js], in place of ${manager}; or begin the script with \`exec\``,
  };
}
