import { expect, onTestFinished } from 'vitest';
import { prometheusText } from '../exposition/prometheus-text.ts';
import { userMetrics } from './user-metrics.ts';

/** A service's own metrics, from now to the end of the test. A callback of theirs that fails fails the test. */
export function collectedMetrics() {
  let failures = 0;
  const metrics = userMetrics({
    service: 'test',
    version: '1.2.3',
    seriesLimit: 100,
    onError: () => void failures++,
    onTaken: () => expect.unreachable('another provider is registered'),
  });
  onTestFinished(() => {
    metrics.stop?.();
    expect(failures, 'callbacks that failed').toBe(0);
  });
  return {
    collect: () => metrics.collect(),
    /** As Prometheus scrapes them. */
    text: async () => prometheusText(await metrics.collect()),
  };
}
