import type { Random } from '../../random.ts';
import type { Fate, RequestLog, RequestRecord } from '../../requests.ts';
import type { SamplePod } from './sample-pod.ts';

/** How many requests are sent, and when. */
interface Load {
  readonly count: number;
  readonly from: number;
  readonly until: number;
  /** While a dependency is away, part of the requests is answered 503. */
  readonly outage: readonly [from: number, until: number];
}

/** Requests at a constant rate, each to a pod that the proxy routes to, whether or not anybody listens there. */
export function sampleRequests(pods: readonly SamplePod[], load: Load, random: Random): RequestLog {
  const { count, from, until, outage } = load;
  const records: RequestRecord[] = [];
  for (let id = 0; id < count; id++) {
    const dueAt = from + ((until - from) * id) / count;
    const usable = pods.filter(({ routed }) => within(routed, dueAt));
    const pod = random.pick(usable);
    const fresh = random.uniform(0, 1) < 0.3;
    const [fate, status, tookMs] = fateOf(pod, dueAt, fresh, within([outage], dueAt), random);
    const connection = fresh ? 1000 + id : id % 30;
    const sentAt = dueAt + random.uniform(0, 0.4);
    const action = id % 5 === 0 ? 'POST /orders' : 'GET /products';
    const common = { id, kind: 'http1', action, dueAt, sentAt, connection, fresh, retries: 0 } as const;
    records.push({
      ...common,
      endedAt: sentAt + tookMs,
      pod: pod?.name,
      fate,
      status,
      retryAfter: status === 503,
    });
  }
  return Object.assign(records, { size: records.length });
}

function fateOf(
  pod: SamplePod | undefined,
  at: number,
  fresh: boolean,
  outage: boolean,
  random: Random,
): [fate: Fate, status: number, tookMs: number] {
  if (pod === undefined) return ['refused', 0, 1];
  if (!within(pod.listening, at)) return [fresh ? 'refused' : 'reset', 0, random.uniform(0.2, 1)];
  if (outage && random.uniform(0, 1) < 0.04) return ['status', 503, random.uniform(1, 4)];
  const slow = random.uniform(0, 1);
  const base = outage ? 9 : 2;
  return ['answered', 200, base + random.uniform(0, 3) + (slow > 0.985 ? random.uniform(10, 180) : 0)];
}

function within(ranges: readonly (readonly [number, number])[], at: number): boolean {
  return ranges.some(([from, until]) => at >= from && at < until);
}
