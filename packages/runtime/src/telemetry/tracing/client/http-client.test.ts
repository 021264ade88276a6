import { SpanStatusCode, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { attributeObject, registered } from '../../../../test/telemetry/registered.ts';
import type { ClientRequest } from '../../metrics/index.ts';
import { startCall, type OutgoingRequest } from './http-client.ts';

/** A request under way, and what is told of it. */
function call(outgoing: Partial<OutgoingRequest> = {}) {
  const { clock, ended, [Symbol.dispose]: dispose } = registered();
  const told: ClientRequest[] = [];
  const onRequest = (request: ClientRequest) => void told.push(request);
  const options = { clock, tracer: trace.getTracer('test'), traceHeaders: ['traceparent'], onRequest };
  const request = { method: 'GET', protocol: 'http:', host: 'shop', port: 80, path: '/', ...outgoing };
  return { started: startCall(options, request, () => {}), ended, told, [Symbol.dispose]: dispose };
}

test.each([
  [{}, 'http://shop/'],
  [{ host: '::1', port: 8080, path: '/a?token=x' }, 'http://[::1]:8080/a?token=REDACTED'],
  [{ protocol: 'https:', port: 443 }, 'https://shop/'],
])('the address of %o is told as %s', (outgoing, url) => {
  using it = call(outgoing);
  it.started?.end();
  expect(attributeObject(it.ended[0]?.attributes)['url.full']).toBe(url);
});

test('who leaves before an answer has a failed request, who leaves in the middle of one has not', () => {
  const gone = new DOMException('enough', 'AbortError');
  {
    using it = call();
    it.started?.end(gone);
    expect(it.ended[0]?.status).toBe(SpanStatusCode.ERROR);
    expect(it.told).toMatchObject([{ error: 'AbortError' }]);
  }
  using it = call();
  it.started?.responded(200);
  it.started?.end(gone);
  it.started?.end(new Error('told once'));
  expect(it.ended).toMatchObject([{ status: SpanStatusCode.UNSET }]);
  expect(it.told).toMatchObject([{ status: 200 }]);
  expect(it.told[0]).not.toHaveProperty('error');
});
