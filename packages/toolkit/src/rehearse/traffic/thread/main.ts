/** The load's thread: it goes on sending while the main thread is busy. Data: a {@link ThreadData}. */
import { parentPort, workerData } from 'node:worker_threads';
import { clockOf, systemClock } from '../../clock.ts';
import { LoadGenerator, RequestWriter, sendSingle } from '../../load/index.ts';
import { seededRandom } from '../../random.ts';
import { routersOf, type ReachableEndpoint } from '../data-plane/index.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import { threadOrigin } from './origin.ts';

const { plan, dataPlane, views: viewCount, origin } = workerData as ThreadData;
const offset = threadOrigin() - origin;
// Records tell the main thread's time.
const clock = clockOf({
  now: () => performance.now() + offset,
  after: (ms, run) => systemClock.after(ms, run),
});
const views: (readonly ReachableEndpoint[])[] = Array.from({ length: viewCount }, () => []);
const routers = routersOf(dataPlane, views, { clock, random: seededRandom(plan.seed + 1) });
const writer = new RequestWriter({
  segment: (buffer) => tell({ type: 'segment', buffer }),
  pod: (name) => tell({ type: 'pod', name }),
});
let generator: LoadGenerator | undefined;

parentPort?.on('message', (message: ToThread) => void take(message));

async function take(message: ToThread): Promise<void> {
  switch (message.type) {
    case 'endpoints':
      views[message.view] = message.endpoints;
      // What each proxy saw at first came before anything is due.
      if (views.length - 1 === message.view)
        generator ??= new LoadGenerator({ plan, routers, writer, clock });
      return;
    case 'rate':
      return generator?.rate(message.perSecond);
    case 'request':
      return tell({
        type: 'answer',
        number: message.number,
        answer: await sendSingle(message.request, { routers, plan, clock }),
      });
    case 'settle':
      await generator?.settled();
      return tell({ type: 'settled', number: message.number });
    case 'stop':
      await generator?.stop();
      tell({ type: 'stopped' });
  }
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}
