import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environmentAt, loopbackAddress, percentile, SERVER_CORE, spawnPinned } from '../form/index.ts';
import { Client, CLIENT_TIMEOUT_MS, type Call } from './client.ts';

/** How long each part lasts, in seconds. */
export interface Parts {
  readonly warmUp: number;
  readonly peak: number;
  readonly overload: number;
  readonly after: number;
}

/** What one program made of it. Rates by second, times in milliseconds. */
export interface Trial {
  /** Served at 32 requests at a time: what it can do. */
  readonly peak: number;
  /** Served under overload, the first second left out. */
  readonly goodput: number;
  /** Of those served under overload. */
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
  readonly failed: number;
  /** From the end of overload to the last request that was not served, or as late as under overload. */
  readonly recoveryMs: number;
  /** How late the load generator itself was (p99): figures below some multiple of it say nothing. */
  readonly loadLagMs: number;
}

/** Overload is so many times what the program itself can do. */
const OVERLOAD = 3;
/** Before and after, it is asked for this part of it. */
const NORMAL = 0.5;
/** An answer that takes longer under normal load shows that overload is not over. */
const SLOW_MS = 500;

/** Runs one program through all parts, on a core of its own. @throws when it does not start */
export async function trial(program: string, path: string, parts: Parts): Promise<Trial> {
  const address = loopbackAddress();
  const file = fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url));
  const server = spawnPinned(SERVER_CORE, [process.execPath, ...process.execArgv, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environmentAt(address),
  });
  try {
    using client = new Client({ host: address.host, port: address.port, path });
    await started(client);
    await client.closedLoop(parts.warmUp, 32);
    const peakFrom = client.now;
    await client.closedLoop(parts.peak, 32);
    const peak = servedPerSecond(client.calls, peakFrom, client.now);
    await client.openLoop(1, NORMAL * peak);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const from = client.now;
    const overload = client.openLoop(parts.overload, OVERLOAD * peak);
    await sleep(parts.overload * 1_000);
    const until = client.now;
    await Promise.all([overload, client.openLoop(parts.after, NORMAL * peak)]);
    lag.disable();
    return { peak, ...judge(client.calls, from, until), loadLagMs: lag.percentile(99) / 1e6 - 5 };
  } finally {
    server.kill('SIGKILL');
  }
}

function judge(calls: readonly Call[], from: number, until: number): Omit<Trial, 'peak' | 'loadLagMs'> {
  const during = calls.filter(({ arrivedAt }) => arrivedAt >= from && arrivedAt < until);
  const count = (outcome: Call['outcome']) => during.filter((call) => call.outcome === outcome).length;
  const served = during.filter(({ outcome }) => outcome === 'served').map(({ ms }) => ms);
  const bad = calls.filter(
    ({ arrivedAt, outcome, ms }) => arrivedAt >= until && (outcome !== 'served' || ms > SLOW_MS),
  );
  return {
    goodput: servedPerSecond(calls, from + 1_000, until),
    p50: percentile(served, 0.5),
    p99: percentile(served, 0.99),
    refused: count('refused'),
    failed: count('failed'),
    recoveryMs: Math.max(0, ...bad.map(({ arrivedAt, ms }) => arrivedAt + ms - until)),
  };
}

/** By the time of the answer. */
function servedPerSecond(calls: readonly Call[], from: number, until: number): number {
  const served = calls.filter(
    ({ outcome, arrivedAt, ms }) => outcome === 'served' && arrivedAt + ms >= from && arrivedAt + ms < until,
  );
  return served.length / ((until - from) / 1_000);
}

async function started(client: Client): Promise<void> {
  for (let waited = 0; waited < 5 * CLIENT_TIMEOUT_MS; waited += 50) {
    if ((await client.call()).outcome === 'served') return;
    await sleep(50);
  }
  throw new Error('the program did not answer');
}
