import type { LossRecord } from './load/index.ts';

/** What the loss had in common with others: its cause, its connection, and what its pod was doing. */
function kindOf({ cause, connection, phase }: LossRecord): string {
  return `${cause}, ${connection} connection, pod ${phase}`;
}

/** How many requests were lost by each cause, the most frequent first. */
export function causes(losses: readonly LossRecord[]): Record<string, number> {
  const groups = [...Map.groupBy(losses, kindOf)].toSorted(([, a], [, b]) => b.length - a.length);
  return Object.fromEntries(groups.map(([kind, { length }]) => [kind, length]));
}

/** Every loss on a line of its own: when, where, why. */
export function listing(losses: readonly LossRecord[]): string[] {
  return losses.map((loss) => {
    const since = loss.sinceSignal === undefined ? '' : `, ${seconds(loss.sinceSignal)} after its signal`;
    const pod = loss.endpoint?.pod ?? 'no endpoint';
    return `  at ${seconds(loss.at)} s on ${pod}${since}: ${kindOf(loss)}`;
  });
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
