import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExchangeList } from './exchange-list.ts';
import type { Exchange } from './exchange.ts';

test('it holds what was added and not yet deleted, in order, whatever is done in between', () => {
  const step = fc.oneof(fc.constant('add' as const), fc.nat({ max: 20 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const list = new ExchangeList();
      const model: Exchange[] = [];
      for (const step of steps) {
        if (step === 'add') {
          const exchange = { previous: undefined, next: undefined } as Exchange;
          list.add(exchange);
          model.push(exchange);
        } else {
          const [exchange] = model.splice(step, 1);
          if (exchange === undefined) continue;
          list.delete(exchange);
          expect([exchange.previous, exchange.next]).toEqual([undefined, undefined]);
        }
        expect(list.size).toBe(model.length);
        const listed = [...list];
        expect(listed.every((exchange, i) => exchange === model[i])).toBe(true);
        expect(listed).toHaveLength(model.length);
      }
    }),
  );
});

test('who goes through it may delete from it', () => {
  const list = new ExchangeList();
  const exchanges = Array.from({ length: 3 }, () => ({ previous: undefined, next: undefined }) as Exchange);
  for (const exchange of exchanges) list.add(exchange);
  let seen = 0;
  for (const exchange of list) {
    list.delete(exchange);
    seen++;
  }
  expect([seen, list.size]).toEqual([3, 0]);
});
