import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  endWithThisProcess,
  environmentAt,
  loopbackAddress,
  makeControlGroup,
  percentile,
} from '../form/index.ts';

/** How a program is started and asked. */
export interface Order {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** CPU limit in cores. */
  readonly quota: number;
  readonly perSecond: number;
  /** Left out at the beginning. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** What one program made of it. Times in milliseconds. */
export interface Trial {
  readonly p50: number;
  readonly p99: number;
  readonly throttledMs: number;
  /** CPU time of a request. */
  readonly cpuMs: number;
  /** How late the load generator itself was (p99). */
  readonly loadLagMs: number;
}

/** A pod that has a CPU limit has a memory limit. */
const MEMORY_MIB = 400;
/** How late the load may be for its own sleep, in milliseconds: much less than any answer takes. */
const DOZE_MS = 0.1;

/** Runs a program in a group of its own and asks it at a fixed rate. @throws when it does not answer everything with 200 */
export async function trial(order: Order): Promise<Trial> {
  const { command, env, quota, perSecond, warmUpSeconds, seconds } = order;
  const group = makeControlGroup({ cores: quota, memoryMiB: MEMORY_MIB });
  const address = loopbackAddress();
  const [file, ...args] = group.wrap(command);
  const child = spawn(file, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...environmentAt(address), ...env },
  });
  endWithThisProcess(child);
  // In turn: a connection that a burst has opened would be closed by the server just when it is used again.
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' });
  const { host, port } = address;
  const ask = (due: number) => timed({ agent, host, port, path: '/' }, due);
  try {
    for (let waited = 0; (await ask(performance.now()).catch(() => undefined)) === undefined; waited += 50) {
      if (waited > 20_000) throw new Error(`${command.join(' ')} did not answer`);
      await sleep(50);
    }
    await atRate(ask, perSecond, warmUpSeconds);
    const [throttled, used] = [group.throttledMs(), group.usedMs()];
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const times = await atRate(ask, perSecond, seconds);
    lag.disable();
    return {
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      throttledMs: group.throttledMs() - throttled,
      cpuMs: (group.usedMs() - used) / times.length,
      loadLagMs: lag.percentile(99) / 1e6 - 5,
    };
  } finally {
    agent.destroy();
    child.kill('SIGKILL');
    await group.remove();
  }
}

/** Requests fall due at even distances, whether or not those before are answered. Their times count from then. */
async function atRate(
  ask: (due: number) => Promise<number>,
  perSecond: number,
  seconds: number,
): Promise<number[]> {
  const from = performance.now();
  const pending: Promise<number>[] = [];
  while (pending.length < perSecond * seconds) {
    const due = from + (pending.length * 1_000) / perSecond;
    if (performance.now() < due) await doze();
    else pending.push(ask(due));
  }
  return Promise.all(pending);
}

const never = new Int32Array(new SharedArrayBuffer(4));

/** Timers sleep for whole milliseconds, in which several requests fall due; this lets the event loop turn ten times in one. */
async function doze(): Promise<void> {
  Atomics.wait(never, 0, 0, DOZE_MS);
  await new Promise(setImmediate);
}

function timed(
  target: { agent: Agent; host: string; port: number; path: string },
  due: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(target, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - due);
        else reject(new Error(`answered ${response.statusCode}`));
      });
    })
      .once('error', reject)
      .end();
  });
}
