import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { endWithThisProcess, loopbackAddress } from '../form/index.ts';

/** A program, and what it is asked once it is there. */
export interface Startable {
  readonly command: readonly [string, ...string[]];
  /** Asks `/livez` of the admin port. Default: `/` on the port of `PORT`. */
  readonly livez?: boolean;
  /** Environment variables besides. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Seldom enough that the asking takes no processor from whoever starts. */
const ASK_EVERY_MS = 5;

/** It fails then, and so does the bench. */
const PATIENCE_MS = 30_000;

/** Milliseconds from the start of the process to its first answer of 200. @throws where there is none */
export async function startMs({ command, livez = false, env = {} }: Startable): Promise<number> {
  const { port, adminPort } = loopbackAddress();
  const own = port + Math.floor(Math.random() * 20_000);
  const [program, ...args] = command;
  const started = performance.now();
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: {
      ...env,
      PORT: String(own),
      ADMIN_PORT: String(adminPort),
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
    },
  });
  endWithThisProcess(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = livez ? `http://127.0.0.1:${adminPort}/livez` : `http://127.0.0.1:${own}/`;
  while (!(await isAnswered(url))) {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended with ${child.exitCode}`);
    if (performance.now() - started > PATIENCE_MS) throw new Error(`${command.join(' ')} did not answer`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  const ms = performance.now() - started;
  child.kill('SIGKILL');
  await ended;
  return ms;
}

function isAnswered(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
