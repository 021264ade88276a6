import { familyNameOf, type Family } from './family.ts';
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
 * One family for each name, suffixes left out, since an exposition may not say a name twice. Families of one name and type are joined, so
 * that two libraries can share a metric; one of another type is left out, the first being kept, and so is a series that
 * stands there already.
 */
function merge(families: readonly Family[]): Family[] {
  const byName = new Map<string, Family>();
  for (const next of families) {
    const name = familyNameOf(next);
    const first = byName.get(name);
    if (first === undefined) byName.set(name, next);
    else if (first.type === next.type) byName.set(name, join(first, next));
  }
  return [...byName.values()];
}

function join(first: Family, next: Family): Family {
  const taken = new Set(first.points.map(({ labels }) => labels.text));
  return {
    ...first,
    points: [...first.points, ...next.points.filter(({ labels }) => !taken.has(labels.text))],
  };
}

function isOverflow({ attributes }: LabelSet): boolean {
  return attributes['otel.metric.overflow'] === true;
}
