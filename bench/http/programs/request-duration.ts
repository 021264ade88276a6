/** The histogram of requests that a careful team has beside its log. */
import { Histogram } from 'prom-client';

export const requestDuration: Histogram<'method' | 'route' | 'status'> = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of requests.',
  labelNames: ['method', 'route', 'status'],
});
