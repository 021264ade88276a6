import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { context, createContextKey, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registered, type Registered } from '../../../../test/telemetry/registered.ts';
import { currentScope, runInScope } from '../../../scope.ts';

const key = createContextKey('a test');

let api: Registered;
beforeEach(() => {
  api = registered();
});
afterEach(() => api[Symbol.dispose]());

const tracer = () => trace.getTracer('test', '1.2.3');

describe('context', () => {
  test('is the root context outside of any', () => {
    expect(context.active()).toBe(ROOT_CONTEXT);
    expect(currentScope()).toBeUndefined();
  });

  test('is active within a call, with its receiver, arguments and result, and not after it', () => {
    const inner = ROOT_CONTEXT.setValue(key, 1);
    const receiver = { name: 'me' };
    const result = context.with(
      inner,
      function (this: typeof receiver, a: number, b: number) {
        expect(context.active()).toBe(inner);
        return [this.name, a + b];
      },
      receiver,
      1,
      2,
    );
    expect(result).toEqual(['me', 3]);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  test('is left when the call throws', () => {
    expect(() =>
      context.with(ROOT_CONTEXT.setValue(key, 1), () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a resolved promise', () => Promise.resolve()],
    ['a microtask', () => new Promise<void>((resolve) => queueMicrotask(resolve))],
    ['nextTick', () => new Promise<void>((resolve) => process.nextTick(resolve))],
    ['setImmediate', () => new Promise((resolve) => setImmediate(resolve))],
    ['setTimeout', () => new Promise((resolve) => setTimeout(resolve, 1))],
    ['a stream', () => pipeline(Readable.from(['a', 'b']), new PassThrough().resume())],
  ])('follows %s', async (_, wait) => {
    const run = (value: number) =>
      context.with(context.active().setValue(key, value), async () => {
        await wait();
        return context.active().getValue(key);
      });
    await expect(Promise.all([run(1), run(2)])).resolves.toEqual([1, 2]);
  });

  test('nests, replaces and deletes values', () => {
    const other = createContextKey('another');
    context.with(context.active().setValue(key, 1).setValue(other, 2), () => {
      context.with(context.active().setValue(key, 3), () => {
        expect(context.active().getValue(key)).toBe(3);
        expect(context.active().getValue(other)).toBe(2);
        expect(context.active().deleteValue(key).getValue(key)).toBeUndefined();
        expect(context.active().deleteValue(other).getValue(key)).toBe(3);
      });
      expect(context.active().getValue(key)).toBe(1);
    });
  });

  test('holds no value that was replaced, however often', () => {
    const other = createContextKey('another');
    let long = tracer().startActiveSpan('a', () => context.active());
    for (let i = 0; i < 20_000; i++)
      long = trace.setSpan(long, trace.wrapSpanContext(INVALID_SPAN_CONTEXT)).setValue(other, i);
    tracer().startActiveSpan('a', {}, long, () => {
      // Found by going down the whole chain.
      expect(context.active().getValue(key)).toBeUndefined();
      expect(context.active().getValue(other)).toBe(19_999);
    });
  });

  test('binds a function, whose length stays', () => {
    const inner = ROOT_CONTEXT.setValue(key, 1);
    const bound = context.bind(inner, function (this: unknown, a: string) {
      return [context.active(), this, a];
    });
    expect(bound.call('receiver', 'a')).toEqual([inner, 'receiver', 'a']);
    expect(bound).toHaveLength(1);
  });

  test.each(['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'] as const)(
    'binds an emitter’s listeners added by %s, and they can be removed',
    (method) => {
      const inner = ROOT_CONTEXT.setValue(key, 1);
      const emitter = context.bind(inner, new EventEmitter());
      const seen: unknown[] = [];
      const listener = () => seen.push(context.active().getValue(key));
      emitter[method]('event', listener);
      emitter.emit('event');
      emitter.emit('event');
      expect(seen).toEqual(method.toLowerCase().includes('once') ? [1] : [1, 1]);
      emitter[method]('other', listener);
      emitter.removeListener('other', listener);
      expect(emitter.listenerCount('other')).toBe(0);
    },
  );

  test('binds nothing else', () => {
    const target = { a: 1 };
    expect(context.bind(ROOT_CONTEXT, target)).toBe(target);
    expect(context.bind(ROOT_CONTEXT, 1)).toBe(1);
  });

  test('can be attached and detached', async () => {
    await (async () => {
      await Promise.resolve();
      const token = context.attach(ROOT_CONTEXT.setValue(key, 1));
      expect(context.active().getValue(key)).toBe(1);
      token.dispose();
      expect(context.active()).toBe(ROOT_CONTEXT);
    })();
  });

  test('keeps the request’s id, whatever context is made active', () => {
    runInScope(
      { requestId: 'r1' },
      () => {
        context.with(ROOT_CONTEXT, () => expect(currentScope()?.requestId).toBe('r1'));
        tracer().startActiveSpan('a', () => expect(currentScope()?.requestId).toBe('r1'));
      },
      0,
      0,
    );
  });

  test('gives log lines the ids of the active span', () => {
    tracer().startActiveSpan('a', (span) => {
      const { traceId, spanId } = span.spanContext();
      expect(currentScope()).toMatchObject({ traceId, spanId });
      const child = tracer().startSpan('b');
      context.with(trace.setSpan(context.active(), child), () =>
        expect(currentScope()).toMatchObject({ traceId, spanId: child.spanContext().spanId }),
      );
      context.with(ROOT_CONTEXT, () => expect(currentScope()?.traceId).toBeUndefined());
    });
  });
});
