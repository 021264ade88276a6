import { isLost, lagOf, type Evidence, type RequestKind, type RequestRecord } from 'seaworthy/rehearse';
import { median, percentile } from '../form/index.ts';

/** A row of the table and of the JSON. */
export interface ResultRow {
  readonly name: string;
  /** Lag, and the kind of clients. */
  readonly profile: string;
  readonly rollouts: number;
  /** Requests from the update's beginning until its last old pod was gone. A WebSocket is one. */
  readonly sent: number;
  readonly lost: number;
  readonly lostPerMillion: number;
  /** Median milliseconds from the start of a pod's termination (preStop, else the signal) to its exit. */
  readonly exitMs: number;
  /** How many pods ended with each exit code. */
  readonly exitCodes: Readonly<Record<string, number>>;
  /** How late the load itself was, in milliseconds: p99. */
  readonly lagMs: number;
  /** Median over the pods of the milliseconds between its first and its last WebSocket that it ended in good order. */
  readonly reconnectSpreadMs?: number;
  /** Lost requests by what became of them, the most frequent first. */
  readonly causes: Readonly<Record<string, number>>;
}

/** How clients of a row speak; an upload is a request of HTTP/1.1 like others. */
export type ClientKind = Exclude<RequestKind, 'upload'>;

/** Sums up the rollouts of one program under one profile: one row for each kind of clients. */
export function resultRows(name: string, profile: string, rollouts: readonly Evidence[]): ResultRow[] {
  const requests = rollouts.flatMap(requestsOf);
  const ends = rollouts.flatMap(endsOf);
  const codes = Map.groupBy(ends, ({ exitCode }) => String(exitCode));
  const common = {
    rollouts: sum(rollouts.map(countRollouts)),
    exitMs: Math.round(median(ends.map(({ exitMs }) => exitMs))),
    exitCodes: Object.fromEntries([...codes].map(([code, { length }]) => [code, length])),
  };
  const byKind = Map.groupBy(requests, clientKindOf);
  return [...byKind].map(([kind, own]) => {
    const lost = own.filter(isLost);
    const counts = {
      name,
      profile: `${profile}, ${kind}`,
      sent: own.length,
      lost: lost.length,
      lostPerMillion: Math.round((lost.length / own.length) * 1e6),
      lagMs: Math.round(percentile(own.map(lagOf), 0.99) * 10) / 10,
    };
    const spread = kind === 'websocket' && { reconnectSpreadMs: reconnectSpread(own) };
    return Object.assign(counts, common, spread, { causes: causesOf(lost) });
  });
}

/**
 * Requests that were due from the update's beginning to its end: what is calm before and after it would only thin out what it
 * costs.
 */
export function requestsOf({ requests, scenarios, events }: Evidence): RequestRecord[] {
  const [run] = scenarios;
  if (run === undefined) return [];
  const from =
    events.find(({ type, at }) => type === 'rollout-started' && at >= run.startedAt)?.at ?? Infinity;
  return [...requests].filter(({ dueAt }) => dueAt >= from && dueAt <= run.endedAt);
}

/** One line of what became of a lost request. */
export function lossInWords({ fate, status, fresh }: RequestRecord): string {
  return `${fate === 'status' ? `status ${status}` : fate}, ${fresh ? 'fresh' : 'kept'} connection`;
}

function clientKindOf({ kind }: RequestRecord): ClientKind {
  return kind === 'upload' ? 'http1' : kind;
}

/** How the pods that were replaced ended. */
function endsOf({ events, scenarios }: Evidence): { exitMs: number; exitCode: number }[] {
  const endedAt = scenarios[0]?.endedAt ?? 0;
  const begins = new Map<string, number>();
  return events.flatMap((event) => {
    if (event.type === 'container-killed') begins.set(event.pod, event.at);
    if (event.type !== 'container-exited' || event.at > endedAt) return [];
    const begin = begins.get(event.pod);
    return begin === undefined ? [] : [{ exitMs: event.at - begin, exitCode: event.exitCode }];
  });
}

/** Besides the one that starts the program. */
function countRollouts({ events }: Evidence): number {
  return events.filter(({ type }) => type === 'rollout-started').length - 1;
}

function causesOf(lost: readonly RequestRecord[]): Record<string, number> {
  const groups = [...Map.groupBy(lost, lossInWords)].toSorted(([, a], [, b]) => b.length - a.length);
  return Object.fromEntries(groups.map(([cause, { length }]) => [cause, length]));
}

function reconnectSpread(requests: readonly RequestRecord[]): number {
  const ended = requests.filter(({ fate }) => fate === 'ended');
  const times = [...Map.groupBy(ended, ({ pod }) => pod).values()].map((own) =>
    own.map(({ endedAt }) => endedAt),
  );
  const several = times.filter(({ length }) => length > 1);
  return Math.round(median(several.map((own) => Math.max(...own) - Math.min(...own))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
