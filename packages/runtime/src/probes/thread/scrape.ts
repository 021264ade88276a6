import type { MetricsFailure, MetricsPage } from './messages.ts';

/** A page, or why there is none. */
export type ScrapeResult = MetricsPage | MetricsFailure;

/** Asks the main thread, and is told what it answered. */
export interface Scraper {
  /**
   * Resolves to a failure when there is no answer within the time-out. Scrapes at the same time that accept the same
   * share one answer.
   */
  scrape(accept: string): Promise<ScrapeResult>;
  /** The main thread's answer to the question with `id`. */
  receive(id: number, page: ScrapeResult): void;
}

/** Prometheus gives up after 10 s as a rule (`scrape_timeout`); half of that leaves it an answer that says why. */
const timeoutMs = 5000;

/** A question that has no answer yet. */
interface Pending {
  readonly id: number;
  readonly page: Promise<ScrapeResult>;
  readonly resolve: (page: ScrapeResult) => void;
}

/** A scraper that sends its questions by `ask`. */
export function createScraper(ask: (id: number, accept: string) => void): Scraper {
  let id = 0;
  const pending = new Map<string, Pending>();

  const receive = (answered: number, page: ScrapeResult) => {
    for (const [accept, question] of pending) {
      if (question.id !== answered) continue;
      pending.delete(accept);
      question.resolve(page);
    }
  };
  return {
    receive,
    scrape(accept) {
      const shared = pending.get(accept);
      if (shared !== undefined) return shared.page;
      id += 1;
      const { promise, resolve } = Promise.withResolvers<ScrapeResult>();
      const timer = setTimeout(receive, timeoutMs, id, {
        failure: `the main thread did not answer within ${timeoutMs} ms`,
      });
      const settle = (page: ScrapeResult) => {
        clearTimeout(timer);
        resolve(page);
      };
      pending.set(accept, { id, page: promise, resolve: settle });
      ask(id, accept);
      return promise;
    },
  };
}
