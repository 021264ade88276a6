import { traceHeaders } from '../load/index.ts';
import type { Random } from '../random.ts';
import type { Scenario } from './scenario.ts';

/** So many requests with a trace context of ours, on connections of their own. */
const REQUESTS = 6;

/** Exporters send batches every 5 s by default (OTEL_BSP_SCHEDULE_DELAY); two seconds more for a loaded machine. */
const EXPORT_MS = 7000;

/** Requests that bring a trace context. What else is judged, the other scenarios have shown. */
export const trace: Scenario = {
  name: 'trace',
  title: 'incoming trace contexts are continued, and spans arrive',
  patterns: [8],
  unsuitable: () => undefined,
  async run(stage) {
    const steps = stage.settings.load?.steps ?? [];
    const step = steps.find(({ kind = 'http1' }) => kind === 'http1' || kind === 'h2c') ?? { path: '/' };
    const sent = new Set<string>();
    stage.step(`Sending ${REQUESTS} requests with a trace context.`);
    for (let request = 0; request < REQUESTS; request++) {
      const traceId = hex(stage.random, 32);
      const headers = traceHeaders({ traceId, spanId: hex(stage.random, 16) });
      const { fate, pod } = await stage.request(step, { headers });
      if (fate !== 'answered') continue;
      sent.add(traceId);
      stage.measured('traced', traceId, pod);
    }
    const arrived = () => [...sent].every((id) => stage.spans.some(({ traceId }) => traceId === id));
    await stage.until(arrived, EXPORT_MS);
  },
};

/** Never all zeros, which W3C Trace Context forbids. */
function hex(random: Random, digits: number): string {
  const rest = Array.from({ length: digits - 1 }, () => Math.floor(random.uniform(0, 16)).toString(16));
  return `1${rest.join('')}`;
}
