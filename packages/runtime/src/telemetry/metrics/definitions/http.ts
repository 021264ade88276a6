import type { Definition } from './definition.ts';

/** The buckets that the semantic conventions advise for HTTP durations, in seconds. */
const httpDurationBounds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

const method = 'Method of RFC 9110, PATCH or QUERY; `_OTHER` for any other.';
const status = 'Status code; absent when there was no response.';
const overflow = '`true` on the one series that takes what exceeds the bound on series.';

/** Rate, errors and duration of what the service answers and asks. */
export const http = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    help: 'Duration of HTTP server requests.',
    unit: 'seconds',
    labels: {
      'http.request.method': method,
      'http.route': 'The route’s pattern; absent when no route matched. Never the raw path.',
      'http.response.status_code': status,
      'error.type':
        'The status code from 500 upwards; `aborted` when the client left first; `cut` when the server broke off.',
      'url.scheme': 'Scheme that the listener speaks.',
      'otel.metric.overflow': overflow,
    },
    bounds: httpDurationBounds,
    otel: { name: 'http.server.request.duration', unit: 's' },
    source:
      'Semantic conventions for HTTP metrics (stable), with their buckets. What was refused before its handler (413, 429, 431, 503) is among them, without a route, since no router saw it. Probes are left out.',
  },
  http_server_active_requests: {
    type: 'gauge',
    help: 'HTTP server requests in flight.',
    labels: { 'http.request.method': method, 'url.scheme': 'Scheme that the listener speaks.' },
    otel: { name: 'http.server.active_requests', unit: '{request}', additive: true },
    source: 'Semantic conventions for HTTP metrics.',
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    help: 'Duration of HTTP client requests.',
    unit: 'seconds',
    labels: {
      'http.request.method': method,
      'server.address': 'Host that was asked.',
      'server.port': 'Port that was asked.',
      'http.response.status_code': status,
      'error.type': 'The status code from 400 upwards, or the error’s code.',
      'otel.metric.overflow': overflow,
    },
    bounds: httpDurationBounds,
    otel: { name: 'http.client.request.duration', unit: 's' },
    source: 'Semantic conventions for HTTP metrics (stable), with their buckets.',
  },
} as const satisfies Record<string, Definition>;
