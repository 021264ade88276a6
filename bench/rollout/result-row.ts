import { median } from '../form/index.ts';
import { causes } from './analysis.ts';
import type { ClientKind, LossRecord, Tally } from './load/index.ts';
import type { RolloutResult } from './rollout.ts';

/** A row of the table and of the JSON. */
export interface ResultRow {
  readonly name: string;
  /** Lag, and the kind of clients. */
  readonly profile: string;
  readonly rollouts: number;
  readonly sent: number;
  readonly lost: number;
  readonly lostPerMillion: number;
  /** Median milliseconds from the start of a pod's termination (preStop, else the signal) to its exit. */
  readonly exitMs: number;
  /** How many pods ended with each exit code. */
  readonly exitCodes: Readonly<Record<string, number>>;
  /** WebSocket messages that met a Close 1001 on the wire. */
  readonly crossed?: number;
  /** Median over the pods of the milliseconds between its first and its last Close 1001. */
  readonly reconnectSpreadMs?: number;
  /** Lost requests by cause, the most frequent first. */
  readonly causes: Readonly<Record<string, number>>;
}

/** Sums up the rollouts of one program under one profile, as one kind of clients saw them. */
export function resultRow(
  name: string,
  profile: string,
  kind: ClientKind,
  rollouts: readonly RolloutResult[],
): ResultRow {
  const tallies = talliesOf(kind, rollouts);
  const losses = lossesOf(kind, rollouts);
  const pods = rollouts.flatMap(({ replaced }) => replaced);
  const sent = sum(tallies.map((tally) => tally.sent));
  const codes = Map.groupBy(pods, ({ exitCode }) => String(exitCode));
  return {
    name,
    profile: `${profile}, ${kind}`,
    rollouts: rollouts.length,
    sent,
    lost: losses.length,
    lostPerMillion: Math.round((losses.length / sent) * 1e6),
    exitMs: Math.round(median(pods.flatMap(({ exitMs }) => exitMs ?? []))),
    exitCodes: Object.fromEntries([...codes].map(([code, { length }]) => [code, length])),
    ...(kind === 'websocket' && {
      crossed: sum(tallies.map((tally) => tally.crossed)),
      reconnectSpreadMs: reconnectSpread(tallies),
    }),
    causes: causes(losses),
  };
}

/** Everything that one kind of clients lost. */
export function lossesOf(kind: ClientKind, rollouts: readonly RolloutResult[]): LossRecord[] {
  return talliesOf(kind, rollouts).flatMap(({ losses }) => losses);
}

function talliesOf(kind: ClientKind, rollouts: readonly RolloutResult[]): Tally[] {
  return rollouts.flatMap(({ tallies }) => tallies[kind] ?? []);
}

function reconnectSpread(tallies: readonly Tally[]): number {
  const pods = tallies.flatMap(({ goneAway }) => [...goneAway.values()]);
  const several = pods.filter(({ length }) => length > 1);
  return Math.round(median(several.map((times) => Math.max(...times) - Math.min(...times))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
