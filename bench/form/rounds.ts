import type { Random } from 'seaworthy/rehearse';

/** One turn of a row. */
export interface Turn<Row> {
  readonly row: Row;
  /** From 1. */
  readonly round: number;
}

/**
 * Every row once per round, in a new random order each round: a machine that warms up, throttles or gets busy then
 * falls on all rows alike.
 */
export function alternate<Row>(rows: readonly Row[], rounds: number, random: Random): Turn<Row>[] {
  return Array.from({ length: rounds }, (_, index) =>
    shuffled(rows, random).map((row) => ({ row, round: index + 1 })),
  ).flat();
}

/** The items in a random order. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, order: random.uniform(0, 1) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
