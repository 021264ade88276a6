import { execFile, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EnvName, OtelEnvName } from '@seaworthy/contract';
import type { StubCollector } from '../collector/stub/index.ts';
import { loopbackAddress, type LoopbackAddress } from '../form/index.ts';
import { cpuTimeMicros } from './cpu-time.ts';
import type { LoadOrder, LoadReport } from './load/main.ts';
import { openLogPipe } from './log-pipe.ts';
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
  /** Spans that the collector got for each request: fewer than expected are work that was not done. */
  readonly spans: number;
}

/** How long a program is measured. */
export interface Durations {
  /** Requests to warm up with: the same for all, so that all are compiled as far. */
  readonly warmUpRequests: number;
  /** At saturation, each round. */
  readonly loadSeconds: number;
  readonly latencySeconds: number;
}

/** A program that runs, warmed up. */
export interface Running extends Disposable {
  /** One turn: CPU and throughput at saturation, then latency at half of the throughput. */
  measure(): Promise<Sample>;
}

const CONNECTIONS = 32;
const PATH = '/hello';
const START_TIMEOUT_MS = 20_000;
/** Warming up ends then in any case. */
const WARM_UP_SECONDS = 12;

/**
 * Starts the program and warms it up. Its standard output is a pipe that is drained, as under a container runtime.
 *
 * @throws when it does not start, or does not answer everything with 200
 */
export async function startProgram(
  row: Row,
  durations: Durations,
  collector: StubCollector,
): Promise<Running> {
  const address = loopbackAddress();
  const logs = openLogPipe();
  const server = spawnPinned(SERVER_CORE, row.command, {
    stdio: ['ignore', logs.write, 'inherit'],
    env: { PATH: process.env['PATH'], ...environmentOf(address, row, collector), ...row.env },
  });
  const end = () => {
    server.once('exit', () => void row.group?.remove());
    server.kill('SIGKILL');
    logs[Symbol.dispose]();
  };
  const { host, port } = address;
  const order = { host, port, path: PATH, sampled: row.sampled, connections: CONNECTIONS };
  try {
    await started(server, address, row.name);
    await load({ ...order, requests: durations.warmUpRequests, seconds: WARM_UP_SECONDS });
  } catch (error) {
    end();
    throw error;
  }
  const endless = { ...order, requests: Number.MAX_SAFE_INTEGER };
  return {
    async measure() {
      const spansBefore = await collector.spans();
      const cpuBefore = cpuTimeMicros(server.pid ?? 0);
      const { answered, seconds } = await load({ ...endless, seconds: durations.loadSeconds });
      const cpuMicros = (cpuTimeMicros(server.pid ?? 0) - cpuBefore) / answered;
      const spans = ((await collector.spans()) - spansBefore) / answered;
      const rps = answered / seconds;
      const paced = { ...endless, seconds: durations.latencySeconds, perSecond: rps / 2 };
      const { p50, p99 } = await load(paced);
      return { cpuMicros, rps, p50, p99, spans };
    },
    [Symbol.dispose]: end,
  };
}

function environmentOf(
  { host, port, adminPort }: LoopbackAddress,
  { traced }: Row,
  { endpoint }: StubCollector,
): Record<string, string> {
  return {
    [EnvName.host]: host,
    [EnvName.port]: String(port),
    [EnvName.adminPort]: String(adminPort),
    [EnvName.nodeEnv]: 'production',
    ...(traced && { [OtelEnvName.otlpEndpoint]: endpoint }),
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
