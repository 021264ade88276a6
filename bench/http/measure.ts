import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { OtelEnvName } from '@seaworthy/contract';
import type { StubCollector } from '../collector/stub/index.ts';
import {
  environmentAt,
  loopbackAddress,
  SERVER_CORE,
  spawnPinned,
  type LoopbackAddress,
} from '../form/index.ts';
import type { Load } from './load/index.ts';
import { openLogPipe } from './log-pipe.ts';
import type { Row } from './rows.ts';
import { takeTurn, type Sample, type TurnDurations } from './turn.ts';

/** How long a program is measured. */
export interface Durations extends TurnDurations {
  /** Requests to warm up with: the same for all, so that all are compiled as far. */
  readonly warmUpRequests: number;
}

/** A program that runs, warmed up. */
export interface Running extends Disposable {
  /** One turn: CPU and throughput at saturation, then latency at half of what it has borne so far. */
  measure(): Promise<Sample>;
  /** Spans that the collector got for each request of all turns: fewer than expected are work that was not done. */
  spans(): Promise<number>;
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
  load: Load,
  collector: StubCollector,
): Promise<Running> {
  const address = loopbackAddress();
  const logs = openLogPipe();
  const server = spawnPinned(SERVER_CORE, row.command, {
    stdio: ['ignore', logs.write, 'inherit'],
    env: {
      ...environmentAt(address),
      ...(row.traced && { [OtelEnvName.otlpEndpoint]: `${collector.endpoint}/${row.name}` }),
      ...row.env,
    },
  });
  const end = () => {
    server.kill('SIGKILL');
    logs[Symbol.dispose]();
  };
  const { host, port } = address;
  const { sampled } = row;
  const order = { pid: server.pid ?? 0, host, port, path: PATH, sampled, connections: CONNECTIONS };
  try {
    await started(server, address, row.name);
    await load.run({ ...order, requests: durations.warmUpRequests, seconds: WARM_UP_SECONDS });
  } catch (error) {
    end();
    throw error;
  }
  const spansBefore = await collector.spans(row.name);
  const capacities: number[] = [];
  let requests = 0;
  return {
    async measure() {
      const turn = await takeTurn(load, order, durations, capacities);
      requests += turn.answered + 2 * CONNECTIONS;
      return turn;
    },
    spans: async () => ((await collector.spans(row.name)) - spansBefore) / requests,
    [Symbol.dispose]: end,
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
