/** Puts a process into a group, says the group's folder, and ends as it is told by a signal. */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { makeControlGroup } from '../../form/index.ts';

const group = makeControlGroup({ memoryMiB: 64 });
const [program, ...args] = group.wrap(['sh', '-c', 'echo started; exec sleep 20']);
const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
process.on('SIGTERM', () => process.exit(1));
child.stdout.once('data', () => console.log(dirname(group.memoryLimitFile)));
