import { afterEach, expect, test, vi } from 'vitest';
import { createScraper } from './scrape.ts';

const page = { contentType: 'text/plain', body: 'up 1\n' };

afterEach(() => vi.useRealTimers());

test('scrapes at the same time share one question, later ones ask anew', async () => {
  const asked: number[] = [];
  const scraper = createScraper((id) => asked.push(id));
  const both = [scraper.scrape(''), scraper.scrape('')];
  expect(asked).toEqual([1]);
  scraper.receive(1, page);
  expect(await Promise.all(both)).toEqual([page, page]);
  void scraper.scrape('');
  expect(asked).toEqual([1, 2]);
});

test('scrapes of other formats have questions of their own', async () => {
  const asked: string[] = [];
  const scraper = createScraper((_, accept) => asked.push(accept));
  const scrapes = [scraper.scrape('text/plain'), scraper.scrape('application/openmetrics-text')];
  expect(asked).toEqual(['text/plain', 'application/openmetrics-text']);
  scraper.receive(2, { ...page, body: 'two' });
  scraper.receive(1, { ...page, body: 'one' });
  expect((await Promise.all(scrapes)).map((result) => 'body' in result && result.body)).toEqual([
    'one',
    'two',
  ]);
});

test('a main thread that does not answer is waited for 5 s, and its late answer is not taken for a later question', async () => {
  vi.useFakeTimers();
  const scraper = createScraper(() => undefined);
  const first = scraper.scrape('');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await first).toEqual({ failure: 'the main thread did not answer within 5000 ms' });
  const second = scraper.scrape('');
  scraper.receive(1, { ...page, body: 'stale' });
  scraper.receive(2, page);
  expect(await second).toEqual(page);
});
