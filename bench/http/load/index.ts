/** The load generator's process, from here. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LOAD_CORE, spawnPinned } from '../../form/index.ts';
import type { LoadOrder, LoadReport } from './main.ts';

export type { LoadOrder } from './main.ts';

/** Sends requests as it is told. Calls must not overlap. Disposing of it ends it. */
export interface Load extends Disposable {
  /** @throws when not everything is answered with 200 */
  run(order: LoadOrder): Promise<LoadReport>;
}

/** Starts it, once for all programs: to start a process for each turn would take longer than the turn. */
export function startLoad(): Load {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawnPinned(LOAD_CORE, [process.execPath, program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    async run(order) {
      const answer = once(child, 'message') as Promise<[LoadReport | { readonly error: string }]>;
      child.send(order);
      const [report] = await answer;
      if ('error' in report) throw new Error(report.error);
      return report;
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  };
}
