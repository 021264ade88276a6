import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../errors.ts';
import { freePort } from '../child-process/free-port.ts';
import { lastWords, readEnd } from '../child-process/last-words.ts';

/** How the service is started to be measured. */
export interface StartOptions {
  readonly contract: ServiceContract;
  /** The program and its arguments, as they run on this machine. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** What the user knows it by, such as the file that it starts with: the command's own may be gone once an error is read. */
  readonly entry: string;
}

/** The first start reads files that the next ones find in memory, as on a node that just pulled the image. */
const RUNS = 3;
const LONGEST_START_MS = 60_000;
const PAUSE_MS = 10;

/**
 * Starts the service three times and takes the longest time until its startup probe (else liveness, else readiness) is
 * green, in milliseconds. It gets free ports, and the environment of this process otherwise.
 *
 * @throws ToolkitError SW_START_NOT_MEASURED where it can't be started, ends or stays red
 */
export async function measureStart(options: StartOptions): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await measureOnce(options));
  return Math.max(...times);
}

async function measureOnce({ contract, command, cwd, entry }: StartOptions): Promise<number> {
  const [program, ...args] = command;
  const { url, env } = await probeAddress(contract);
  const started = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // It must not outlive a command that is told to end.
  const onExit = () => void child.kill('SIGKILL');
  process.once('exit', onExit);
  const [stdout, stderr] = [readEnd(child.stdout), readEnd(child.stderr)];
  let ended: string | undefined;
  child.once('error', (error) => (ended = `could not be started: ${error.message}`));
  child.once('exit', (code, signal) => (ended = `ended with ${code ?? signal}`));
  try {
    while (performance.now() - started < LONGEST_START_MS) {
      if (ended !== undefined) break;
      if (await isGreen(url)) return performance.now() - started;
      await sleep(PAUSE_MS);
    }
    ended ??= `stayed red for ${LONGEST_START_MS / 1000} s`;
    const said = lastWords({ stdout: stdout(), stderr: stderr() });
    throw new ToolkitError('SW_START_NOT_MEASURED', {
      what: `It ${ended}. ${said}`.trim(),
      where: entry,
    });
  } finally {
    await end(child);
    process.off('exit', onExit);
  }
}

/** The probe's address, and the environment that makes the service listen on free ports. */
async function probeAddress(contract: ServiceContract) {
  const { startup, liveness, readiness } = contract.probes;
  const probe = startup ?? liveness ?? readiness;
  if (probe?.path === undefined)
    throw new ToolkitError('SW_START_NOT_MEASURED', { what: 'The contract has no HTTP probe to wait for' });
  const ports = new Map<string, number>();
  const env: Record<string, string> = {};
  for (const { name, port, env: variable } of contract.ports) {
    const number = variable === undefined ? port : await freePort();
    ports.set(name, number);
    if (variable !== undefined) env[variable] = String(number);
  }
  return { url: `http://127.0.0.1:${ports.get(probe.port)}${probe.path}`, env };
}

async function isGreen(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(url, { signal: AbortSignal.timeout(1000) });
    return ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
