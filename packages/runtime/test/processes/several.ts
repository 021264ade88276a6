import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnService, type LogLine, type SpawnedService } from '@seaworthy/runtime/testing';
import type { ControlGroup } from '../resources/control-group.ts';

/** Runs the service of this folder in two processes, in a control group where one is given. */
export function runSeveral(env: NodeJS.ProcessEnv = {}, group?: ControlGroup): SpawnedService {
  return spawnService(new URL('service.ts', import.meta.url), {
    env: { SEAWORTHY_PROCESSES: '2', SEAWORTHY_DRAIN_DELAY: '0s', ...env },
    prefix: group?.wrap([]).flat() ?? [],
  });
}

/** Id of process `number` as it was started last. */
export function pidOf(service: SpawnedService, number: number): number {
  const started = service.lines.findLast(
    (line) => line['event'] === 'process.started' && line['process'] === number,
  );
  return Number(started?.['child_pid']);
}

/** Resolves once process `number` is ready for the `times`-th time. */
export async function readyTimes(service: SpawnedService, number: number, times: number): Promise<void> {
  const isReady = (line: LogLine) =>
    line['event'] === 'state' && line['to'] === 'ready' && line['process'] === number;
  await service.line((line) => isReady(line) && service.lines.filter(isReady).length >= times);
}

/** The answer to one request on a connection of its own. */
export function page(url: string): Promise<{ status: number; text: string; pid: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((body) => resolve({ status, text: body, pid: String(headers['x-pid']) }), reject);
    }).once('error', reject);
  });
}

/** Asks until `accept` says yes, and returns the answer. */
export async function until<T>(ask: () => Promise<T>, accept: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (accept(answer)) return answer;
    // The service needs the processor as well.
    await sleep(20);
  }
}
