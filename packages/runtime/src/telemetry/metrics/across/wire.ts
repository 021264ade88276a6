import type { Family, HistogramPoint, NumberPoint } from '../family.ts';
import { LabelSet, type Attributes } from '../label-set.ts';

type Plain<P> = Omit<P, 'labels'> & { readonly labels: Attributes };

/** A {@link Family} as plain data, for another process. */
export type WireFamily = Omit<Family, 'points'> & {
  readonly points: readonly (Plain<NumberPoint> | Plain<HistogramPoint>)[];
};

/** Writes figures for another process. */
export function toWire(families: readonly Family[]): readonly WireFamily[] {
  return families.map((family) => ({
    ...family,
    points: family.points.map((point) => ({ ...point, labels: point.labels.attributes })),
  }));
}

/** Reads what {@link toWire} wrote. */
export function fromWire(families: readonly WireFamily[]): Family[] {
  return families.map((family) => ({
    ...family,
    points: family.points.map((point) => ({ ...point, labels: new LabelSet(point.labels) })),
  }));
}
