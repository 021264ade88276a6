import type { MetricsFailure, MetricsPage } from './messages.ts';

/** A page, or why there is none. */
export type ScrapeResult = MetricsPage | MetricsFailure;

/** Asks the main thread, and is told what it answered. */
export interface Scraper {
  /** Resolves to a failure when there is no answer within the time-out. Scrapes at the same time share one answer. */
  scrape(): Promise<ScrapeResult>;
  /** The main thread's answer to the question with `id`. */
  receive(id: number, page: ScrapeResult): void;
}

/** Prometheus gives up after 10 s as a rule (`scrape_timeout`); half of that leaves it an answer that says why. */
const timeoutMs = 5000;

/** A scraper that sends its questions by `ask`. */
export function createScraper(ask: (id: number) => void): Scraper {
  let id = 0;
  let current: { readonly id: number; readonly page: Promise<ScrapeResult> } | undefined;
  let resolveCurrent: ((page: ScrapeResult) => void) | undefined;

  const receive = (answered: number, page: ScrapeResult) => {
    if (answered !== current?.id) return;
    current = undefined;
    resolveCurrent?.(page);
  };
  return {
    receive,
    scrape() {
      if (current !== undefined) return current.page;
      id += 1;
      const asked = id;
      const { promise, resolve } = Promise.withResolvers<ScrapeResult>();
      const timer = setTimeout(receive, timeoutMs, asked, {
        failure: `the main thread did not answer within ${timeoutMs} ms`,
      });
      resolveCurrent = (page) => {
        clearTimeout(timer);
        resolve(page);
      };
      current = { id: asked, page: promise };
      ask(asked);
      return promise;
    },
  };
}
