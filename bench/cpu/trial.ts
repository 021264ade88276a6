import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvName } from '@seaworthy/contract';
import { endWithThisProcess, loopbackAddress, percentile } from '../form/index.ts';
import { makeMemoryGroup } from '../memory/memory-group.ts';
import { makeCpuGroup } from './cpu-group.ts';

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

const MEMORY_MIB = 400;

/** Runs a program in a group of its own and asks it at a fixed rate. @throws when it does not answer everything with 200 */
export async function trial(order: Order): Promise<Trial> {
  const { command, env, quota, perSecond, warmUpSeconds, seconds } = order;
  const group = makeCpuGroup(quota);
  // A pod that has a CPU limit has a memory limit.
  const memory = makeMemoryGroup(MEMORY_MIB);
  const { host, port, adminPort } = loopbackAddress();
  const [file, ...args] = memory.wrap(group.wrap(command));
  const child = spawn(file, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      [EnvName.host]: host,
      [EnvName.port]: String(port),
      [EnvName.adminPort]: String(adminPort),
      [EnvName.nodeEnv]: 'production',
      ...env,
    },
  });
  endWithThisProcess(child);
  // In turn: a connection that a burst has opened would be closed by the server just when it is used again.
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' });
  const ask = () => timed({ agent, host, port, path: '/' });
  try {
    for (let waited = 0; (await ask().catch(() => undefined)) === undefined; waited += 50) {
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
    await memory.remove();
  }
}

/** Requests arrive at even distances, whether or not those before are answered. */
async function atRate(ask: () => Promise<number>, perSecond: number, seconds: number): Promise<number[]> {
  const from = performance.now();
  const pending: Promise<number>[] = [];
  while (pending.length < perSecond * seconds) {
    const due = ((performance.now() - from) / 1_000) * perSecond;
    while (pending.length < due) pending.push(ask());
    await sleep(1);
  }
  return Promise.all(pending);
}

function timed(target: { agent: Agent; host: string; port: number; path: string }): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    request(target, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - from);
        else reject(new Error(`answered ${response.statusCode}`));
      });
    })
      .once('error', reject)
      .end();
  });
}
