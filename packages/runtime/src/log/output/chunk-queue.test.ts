import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkQueue, type Chunk } from './chunk-queue.ts';

test('it is what an array would be, from which the oldest that is not urgent is dropped first', () => {
  const step = fc.oneof(
    fc.record({ urgent: fc.boolean() }),
    fc.constant('shift' as const),
    fc.constant('drop' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const queue = new ChunkQueue();
      let model: Chunk[] = [];
      let lines = 0;
      for (const step of steps) {
        if (step === 'shift') expect(queue.shift()?.lines).toBe(model.shift()?.lines);
        else if (step === 'drop') {
          const oldest = model.find(({ urgent }) => !urgent) ?? model[0];
          expect(queue.drop()?.lines).toBe(oldest?.lines);
          model = model.filter((chunk) => chunk !== oldest);
        } else {
          const chunk = { bytes: Buffer.of(), lines: ++lines, urgent: step.urgent };
          queue.push(chunk);
          model.push(chunk);
        }
        expect(queue.first?.lines).toBe(model[0]?.lines);
        expect(queue.lines).toBe(model.reduce((sum, chunk) => sum + chunk.lines, 0));
      }
    }),
  );
});
