import type { RequestRecord } from '../requests.ts';
import { FIRST_MS } from './loss/index.ts';
import { routedTo, type PodStory } from './pods/index.ts';

/** Finds the 404s of a program that was routed to before all its routes were there. */
export class EarlyAnswers {
  readonly #firstUntil = new Map<string, number>();
  readonly #early: { readonly id: number; readonly action: string }[] = [];
  /** By action: whether 404 was its answer later too. */
  readonly #later = new Map<string, { found: boolean; missing: boolean }>();

  constructor(pods: ReadonlyMap<string, PodStory>) {
    for (const story of pods.values())
      this.#firstUntil.set(story.name, (routedTo(story)[0]?.from ?? story.createdAt) + FIRST_MS);
  }

  add({ id, action, status, pod, sentAt }: RequestRecord): void {
    const isEarly = sentAt <= (this.#firstUntil.get(pod ?? '') ?? 0);
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
