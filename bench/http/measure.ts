import { execFile, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EnvName } from '@seaworthy/contract';
import { loopbackAddress, type LoopbackAddress } from '../form/index.ts';
import { cpuTimeMicros } from './cpu-time.ts';
import type { LoadOrder, LoadReport } from './load/main.ts';
import { LOAD_CORE, SERVER_CORE, spawnPinned } from './pinned.ts';
import type { Row } from './rows.ts';

/** One program in one round. */
export interface Sample {
  /** Server CPU for each request, in microseconds. */
  readonly cpuMicros: number;
  /** Requests a second at saturation. */
  readonly rps: number;
  /** Microseconds, at half of that rate. */
  readonly p50: number;
  readonly p99: number;
}

const CONNECTIONS = 32;
const PATH = '/hello';
const START_TIMEOUT_MS = 10_000;

/**
 * Starts the program, warms it up, and measures it: CPU and throughput over `requests` at saturation, then latency at
 * half of the throughput. Its standard output is a pipe that is drained, as under a container runtime.
 *
 * @throws when it does not start, or does not answer everything with 200
 */
export async function measure(row: Row, requests: number): Promise<Sample> {
  const address = loopbackAddress();
  const server = spawnPinned(SERVER_CORE, row.command, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...environmentOf(address), ...row.env },
  });
  server.stdout?.resume();
  try {
    await started(server, address, row.name);
    const { host, port } = address;
    const order = { host, port, path: PATH, connections: CONNECTIONS, requests };
    await load({ ...order, requests: Math.ceil(requests / 2) });
    const before = cpuTimeMicros(server.pid ?? 0);
    const { seconds } = await load(order);
    const cpuMicros = (cpuTimeMicros(server.pid ?? 0) - before) / requests;
    const rps = requests / seconds;
    const { p50, p99 } = await load({ ...order, requests: Math.ceil(rps / 2), perSecond: rps / 2 });
    return { cpuMicros, rps, p50, p99 };
  } finally {
    server.kill('SIGKILL');
  }
}

function environmentOf({ host, port, adminPort }: LoopbackAddress): Record<string, string> {
  return {
    [EnvName.host]: host,
    [EnvName.port]: String(port),
    [EnvName.adminPort]: String(adminPort),
    [EnvName.nodeEnv]: 'production',
  };
}

async function started(server: ChildProcess, { host, port }: LoopbackAddress, name: string): Promise<void> {
  const giveUp = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < giveUp) {
    if (server.exitCode !== null) throw new Error(`${name} exited with ${server.exitCode}`);
    const answer = await fetch(`http://${host}:${port}${PATH}`).catch(() => undefined);
    if (answer?.ok === true) return void (await answer.json());
    await setTimeout(20);
  }
  throw new Error(`${name} did not answer within ${START_TIMEOUT_MS} ms`);
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const program = fileURLToPath(new URL('load/main.ts', import.meta.url));
  const args = ['-c', String(LOAD_CORE), process.execPath, program, JSON.stringify(order)];
  const { stdout } = await promisify(execFile)('taskset', args);
  return JSON.parse(stdout) as LoadReport;
}
