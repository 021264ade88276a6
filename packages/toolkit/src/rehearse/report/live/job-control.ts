import { readFileSync } from 'node:fs';

/** What draws on a terminal that a shell lends it. */
export interface Drawer {
  /** Leaves the terminal as it was. */
  readonly leave: () => void;
  /** Draws from now on, below what stands there. */
  readonly enter: () => void;
}

/** Between two looks whether a process in the background has come to the foreground, of which no signal tells, in milliseconds. */
const LOOK_MS = 250;

/**
 * Has a drawer leave the terminal when Ctrl-Z stops this process, and enter it again when a shell has it go on in the foreground
 * (`fg`; after `bg` the terminal is the shell's). Until the returned function is called.
 */
export function followJobControl({ leave, enter }: Drawer): () => void {
  let looking: NodeJS.Timeout | undefined;
  const stop = () => {
    if (looking === undefined) leave();
    looking ??= setInterval(goOn, LOOK_MS);
    // Without a listener the signal does what it does by default: it stops all threads before `kill` returns, and nothing where no
    // shell would have them go on.
    process.off('SIGTSTP', stop);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', stop);
    goOn();
  };
  const goOn = () => {
    if (looking === undefined || !isInForeground()) return;
    clearInterval(looking);
    looking = undefined;
    enter();
  };
  process.on('SIGTSTP', stop);
  return () => {
    process.off('SIGTSTP', stop);
    clearInterval(looking);
  };
}

/** Whether the terminal's foreground group is this process's (proc(5), stat); so it is taken where there is neither. */
function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return foreground === '-1' || foreground === group;
  } catch {
    return true;
  }
}
