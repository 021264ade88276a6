import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EnvName } from '@seaworthy/contract';
import { endWithThisProcess, environmentAt, loopbackAddress } from '../form/index.ts';

/** A program of the table, and where its liveness is asked. */
export interface Program {
  readonly name: string;
  readonly port: 'http' | 'admin';
  readonly path: string;
}

/** How it is asked. */
export interface Load {
  /** How long the main loop computes at a time, in milliseconds. */
  readonly blockMs: number;
  readonly probes: number;
  /** Milliseconds from probe to probe, whether or not the one before was answered. */
  readonly everyMs: number;
}

/** The kubelet's default time-out of a probe (pkg/apis/core/v1/defaults.go). */
const TIMEOUT_MS = 1000;
const START_TIMEOUT_MS = 10_000;

/**
 * Starts the program, makes its main loop busy, and probes it as the kubelet does, with a new connection each time.
 *
 * @returns milliseconds for each probe; Infinity for one that failed: unanswered within a second, or not 2xx
 * @throws when it does not start
 */
export async function measure(program: Program, { blockMs, probes, everyMs }: Load): Promise<number[]> {
  const address = loopbackAddress();
  const { host, port, adminPort } = address;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`programs/${program.name}.ts`, import.meta.url))],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...environmentAt(address),
        // lightship listens where it is told only in Kubernetes.
        [EnvName.kubernetes]: '10.0.0.1',
        BLOCK_MS: String(blockMs),
      },
    },
  );
  endWithThisProcess(child);
  try {
    const target = { host, port: program.port === 'http' ? port : adminPort, path: program.path };
    const giveUp = performance.now() + START_TIMEOUT_MS;
    const untilAnswered = async (asked: typeof target) => {
      while ((await probe(asked)) === Infinity) {
        if (performance.now() > giveUp) throw new Error(`${program.name} did not start`);
        await sleep(20);
      }
    };
    await untilAnswered(target);
    // Probes may be answered before the service listens; its first request makes the loop busy.
    await untilAnswered({ host, port, path: '/' });
    const answers: Promise<number>[] = [];
    for (let sent = 0; sent < probes; sent++) {
      await sleep(everyMs);
      answers.push(probe(target));
    }
    return await Promise.all(answers);
  } finally {
    child.kill('SIGKILL');
  }
}

function probe(target: { host: string; port: number; path: string }): Promise<number> {
  const from = performance.now();
  return new Promise((resolve) => {
    const fail = () => resolve(Infinity);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const asked = request({ ...target, agent: false, signal }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      response.on('error', fail);
      response.on('end', () =>
        statusCode >= 200 && statusCode < 300 ? resolve(performance.now() - from) : fail(),
      );
    });
    asked.on('error', fail).end();
  });
}
