import { spawn, type SpawnOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { EnvName } from '@seaworthy/contract';
import { lastWords, readEnd } from '../../child-process/last-words.ts';
import type { WarmUpSettings } from '../../project/index.ts';
import type { TarEntry } from '../layers/index.ts';
import { withPlacedProgram, type Program } from '../bundle/index.ts';
import { withRoom } from './heap-room.ts';

/** How far a warm-up came. */
export type Reached =
  /** The service answered the requests. */
  | 'served'
  /** It listened, but did not answer them. */
  | 'listening'
  /** It ended by itself. */
  | 'ended'
  /** It ended with an error, such as for want of a required variable, which most notice once all modules have run. */
  | 'failed'
  /** It neither listened nor ended in time: nothing is kept, for what was kept would depend on the machine's speed. */
  | 'nothing';

/** What is needed to warm a program up. */
export interface WarmUpOptions {
  /** A Node binary of the image's version that runs on this machine. */
  readonly node: string;
  readonly settings: WarmUpSettings;
  /** Files of the image besides the program, by their path in it. Default: none. */
  readonly beside?: readonly TarEntry[];
  /** How long the service may take until it listens or ends, in milliseconds: so long, and what its answers may take, it is run at most. Default 15,000. */
  readonly patienceMs?: number;
  /** How long it may take for each answer, in milliseconds: one that waits for a database never answers. Default 3,000. */
  readonly answerWithinMs?: number;
}

/** What a warm-up gave: code caches of packages by their path, such as `bundle/vendor.js.cache`. */
export interface WarmUpResult {
  readonly reached: Reached;
  readonly caches: ReadonlyMap<string, Buffer>;
  /** What the service said last. */
  readonly said: string;
}

/**
 * Starts the program once on this machine and keeps what V8 compiled. `--random-seed` makes that the same each time: the
 * seed of V8's hash tables decides the order in which they are written. No flag may change what V8 compares, or the
 * image's Node would refuse the result: the seed does not, and the others are as by default again when it is written.
 */
export function warmUp(program: Program, options: WarmUpOptions): Promise<WarmUpResult> {
  const { node, settings, beside, patienceMs = 15_000, answerWithinMs = 3000 } = options;
  const { args = [], paths = ['/'], env = {} } = settings;
  const start = async (folder: string): Promise<WarmUpResult> => {
    const report = join(folder, 'reached');
    const preload = import.meta.resolve(`./preload${extname(import.meta.url)}`);
    const { PATH, HOME } = process.env;
    const flags = ['--random-seed=1', ...withRoom, '--import', preload, join(folder, 'main.js'), ...args];
    const surroundings = {
      PATH,
      HOME,
      [EnvName.port]: '0',
      [EnvName.adminPort]: '0',
      [EnvName.host]: '127.0.0.1',
      [EnvName.heap]: 'off',
      ...env,
      SEAWORTHY_WARM_UP: JSON.stringify({ paths, report, answerWithinMs }),
    };
    const said = await run(node, flags, {
      env: surroundings,
      cwd: folder,
      timeout: patienceMs + paths.length * answerWithinMs,
      killSignal: 'SIGKILL',
    });
    const reached = (await readFile(report, 'utf8').catch(() => 'nothing')) as Reached;
    const caches = new Map<string, Buffer>();
    for (const path of program.vendor.keys()) {
      const cache = await readFile(join(folder, `${path}.cache`)).catch(() => undefined);
      if (cache !== undefined && reached !== 'nothing') caches.set(`${path}.cache`, cache);
    }
    return { reached, caches, said: said.replaceAll(folder, '/app') };
  };
  return withPlacedProgram(program, beside, start);
}

/** Runs a program to its end, and returns what it said last. */
function run(node: string, args: readonly string[], options: SpawnOptions): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const child = spawn(node, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [readEnd(child.stdout), readEnd(child.stderr)];
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('error', () => resolve(''));
  child.once('close', () => {
    process.off('exit', end);
    resolve(lastWords({ stdout: stdout(), stderr: stderr() }));
  });
  return promise;
}
