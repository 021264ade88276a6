/**
 * autocannon for some seconds, on as many connections. A process of its own, so that it can be pinned to a core.
 *
 * Arguments: port, connections, seconds. Prints a {@link Asked} as JSON.
 */
import autocannon from 'autocannon';
import type { Asked } from '../asked.ts';

const [port = 0, connections = 0, seconds = 0] = process.argv.slice(2).map(Number);
const before = process.cpuUsage();
const { errors, non2xx, requests, duration } = await autocannon({
  url: `http://127.0.0.1:${port}/`,
  connections,
  duration: seconds,
});
const { user, system } = process.cpuUsage(before);
const asked: Asked = {
  rps: requests.total / duration,
  lost: errors + non2xx,
  cpuMicros: (user + system) / requests.total,
};
console.log(JSON.stringify(asked));
