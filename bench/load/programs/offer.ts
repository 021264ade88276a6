/**
 * Offers a constant rate for some seconds by the rehearsal's load. A process of its own, so that it can be pinned to a core.
 *
 * Arguments: port, requests a second, seconds. Prints an {@link Asked} as JSON.
 */
import { setTimeout } from 'node:timers/promises';
import { isLost, startTraffic } from 'seaworthy/rehearse';
import type { Asked } from '../asked.ts';

const [port = 0, perSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const endpoint = { pod: 'stub', ip: '127.0.0.1', ready: true, serving: true, terminating: false };
const traffic = startTraffic({
  seed: 1,
  settings: { requestsPerSecond: perSecond, freshConnections: 0 },
  views: [{ subscribe: (subscriber) => subscriber([endpoint]) }],
  dataPlane: { name: 'kube-proxy' },
  addressOf: () => ({ host: '127.0.0.1', port }),
  authority: 'stub',
});
const before = process.cpuUsage();
await setTimeout(seconds * 1000);
const log = await traffic.stop();
const { user, system } = process.cpuUsage(before);
let [sent, lost, begin, end] = [0, 0, Infinity, 0];
for (const record of log) {
  sent += 1;
  if (isLost(record)) lost += 1;
  begin = Math.min(begin, record.dueAt);
  end = Math.max(end, record.endedAt);
}
const asked: Asked = {
  // To the end of the last answer: whoever falls behind has fewer a second.
  rps: ((sent - lost) * 1000) / (end - begin),
  lost,
  cpuMicros: (user + system) / sent,
};
console.log(JSON.stringify(asked));
