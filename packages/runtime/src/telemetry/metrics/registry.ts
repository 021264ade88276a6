import { familyNameOf, joinedBy, type Family } from './family.ts';
import { LabelSet } from './label-set.ts';
import { byLabel, family, type MetricSource } from './sources/source.ts';
import { Tally } from './sources/tally.ts';

/** All sources of metrics, asked together. */
export class Registry {
  readonly #sources: MetricSource[] = [];
  readonly #errors = new Tally<string>([]);

  /** Adds a source. It stays until {@link stop}. */
  add<Source extends MetricSource>(source: Source): Source {
    this.#sources.push(source);
    this.#errors.add(source.name, 0);
    return source;
  }

  /** Counts a failure of a source, for `seaworthy_metrics_collection_errors_total`. */
  failed(source: string): void {
    this.#errors.add(source);
  }

  /** The figures of now. A source that fails is counted and left out: the others are told all the same. */
  async collect(): Promise<Family[]> {
    const collected = await Promise.all(this.#sources.map((source) => this.#ask(source)));
    const families = merge(collected.flat());
    return [...families, ...this.#ownFigures(families)];
  }

  /** Ends what the sources listen to. */
  stop(): void {
    for (const source of this.#sources) source.stop?.();
  }

  async #ask(source: MetricSource): Promise<readonly Family[]> {
    try {
      return await source.collect();
    } catch {
      this.failed(source.name);
      return [];
    }
  }

  #ownFigures(families: readonly Family[]): Family[] {
    const overflowing = families.filter(({ points }) => points.some(({ labels }) => isOverflow(labels)));
    return [
      byLabel('seaworthy_metrics_collection_errors_total', 'source', this.#errors.counts),
      family(
        'seaworthy_metrics_overflowing',
        overflowing.map(({ name }) => ({ labels: new LabelSet({ metric: name }), value: 1 })),
      ),
    ];
  }
}

/**
 * One family for each name, with and without its suffix, since an exposition may not say a name twice: neither `orders` as the
 * family of a counter and as a gauge, nor `orders_total` as the counter and as a gauge. Families of one name and type are joined,
 * so that two libraries can share a metric; one of another type is left out, the first being kept, and so is a series that stands
 * there already.
 */
function merge(families: readonly Family[]): Family[] {
  const merged: Family[] = [];
  /** Where the family of a name stands in `merged`. */
  const places = new Map<string, number>();
  for (const next of families) {
    const names = [familyNameOf(next), next.name];
    const place = names.map((name) => places.get(name)).find((known) => known !== undefined);
    const first = place === undefined ? undefined : merged[place];
    if (first === undefined || place === undefined) {
      for (const name of names) places.set(name, merged.length);
      merged.push(next);
    } else if (first.type === next.type && first.name === next.name) merged[place] = join(first, next);
  }
  return merged;
}

function join(first: Family, next: Family): Family {
  const taken = new Set(first.points.map(({ labels }) => labels.text));
  return {
    ...joinedBy(first, next),
    points: [...first.points, ...next.points.filter(({ labels }) => !taken.has(labels.text))],
  };
}

function isOverflow({ attributes }: LabelSet): boolean {
  return attributes['otel.metric.overflow'] === true;
}
