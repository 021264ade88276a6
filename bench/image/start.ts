import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { endWithThisProcess, environmentAt, loopbackAddress } from '../form/index.ts';

/** A program that answers `/` on the port of `PORT` once it is there. */
export interface Startable {
  readonly command: readonly [string, ...string[]];
  /** Environment variables besides. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Seldom enough that the asking takes no processor from whoever starts. */
const ASK_EVERY_MS = 5;

/** It fails then, and so does the bench. */
const PATIENCE_MS = 30_000;

/** Milliseconds from the start of the process to its first answer of 200. @throws where there is none */
export async function startMs({ command, env = {} }: Startable): Promise<number> {
  const address = loopbackAddress();
  const [program, ...args] = command;
  const started = performance.now();
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: { ...environmentAt(address), ...env },
  });
  endWithThisProcess(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    while (!(await isAnswered(`http://${address.host}:${address.port}/`))) {
      if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended with ${child.exitCode}`);
      if (performance.now() - started > PATIENCE_MS) throw new Error(`${command.join(' ')} did not answer`);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
    return performance.now() - started;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function isAnswered(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
