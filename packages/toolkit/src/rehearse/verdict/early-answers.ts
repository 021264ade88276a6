import type { RequestRecord } from '../requests.ts';
import { FIRST_MS } from './loss/index.ts';
import { routedTo, type Interval, type PodStory } from './pods/index.ts';

/** Finds the 404s of a program that was routed to before all its routes were there. */
export class EarlyAnswers {
  /** By name: the first seconds of each pod that had it. */
  readonly #first = new Map<string, Interval[]>();
  readonly #early: { readonly id: number; readonly action: string }[] = [];
  /** By action: whether 404 was its answer later too. */
  readonly #later = new Map<string, { found: boolean; missing: boolean }>();

  constructor(pods: ReadonlyMap<string, PodStory>) {
    for (const story of pods.values()) {
      const from = story.createdAt;
      const first = { from, to: (routedTo(story)[0]?.from ?? from) + FIRST_MS };
      this.#first.set(story.name, [...(this.#first.get(story.name) ?? []), first]);
    }
  }

  add({ id, action, status, pod, sentAt }: RequestRecord): void {
    const isEarly = (this.#first.get(pod ?? '') ?? []).some(({ from, to }) => sentAt >= from && sentAt <= to);
    if (isEarly && status === 404) this.#early.push({ id, action });
    if (isEarly) return;
    const later = this.#later.get(action) ?? { found: false, missing: false };
    if (status === 404) later.missing = true;
    else later.found = true;
    this.#later.set(action, later);
  }

  /** Ids of those whose action was never answered by 404 later. */
  get missing(): readonly number[] {
    return this.#early
      .filter(({ action }) => {
        const later = this.#later.get(action);
        return later?.found === true && !later.missing;
      })
      .map(({ id }) => id);
  }
}
