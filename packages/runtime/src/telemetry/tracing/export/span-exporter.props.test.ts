import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadlineIn } from '../../../lifecycle/index.ts';
import { answer, droppedOf, rig, settings, type SendSpans } from '../../../../test/telemetry/exporter-rig.ts';

type Action =
  | { type: 'add'; count: number }
  | { type: 'wait'; ms: number }
  | { type: 'flush'; ms: number }
  | { type: 'shutdown'; ms: number };

const action = fc.oneof<fc.Arbitrary<Action>[]>(
  fc.record({ type: fc.constant('add'), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ type: fc.constant('wait'), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ type: fc.constant('flush'), ms: fc.integer({ min: 0, max: 8000 }) }),
  fc.record({ type: fc.constant('shutdown'), ms: fc.integer({ min: 0, max: 8000 }) }),
);

/** What the collector does with a request: answers after a while, fails, or never answers. */
const behaviour = fc.oneof(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 12_000 }),
    status: fc.constantFrom(200, 200, 200, 400, 429, 503),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
  }),
  fc.constant('refuse' as const),
  fc.constant('hang' as const),
);

test('whatever happens: no span is lost from the books, exported twice or kept beyond the queue', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 12 }),
      fc.array(behaviour, { minLength: 1, maxLength: 10 }),
      async (actions, behaviours) => {
        const accepted: string[] = [];
        let requests = 0;
        let concurrent = 0;
        const send: SendSpans = async (spans, signal) => {
          const how = behaviours[requests++ % behaviours.length];
          expect(++concurrent).toBe(1);
          try {
            if (how === undefined || how === 'refuse') return { error: new Error('refused') };
            // The request's own time-out, as the HTTP sender has one.
            await clock.sleep(how === 'hang' ? 10_000 : how.afterMs, signal);
            if (how === 'hang') return { error: new Error('timed out') };
            if (how.status === 200) accepted.push(...spans.map(({ name }) => name));
            return answer(how.status, how.retryAfterMs);
          } catch (error) {
            return { error };
          } finally {
            concurrent--;
          }
        };
        const { clock, exporter, add } = rig(send);
        let added = 0;
        let closed = false;
        const balanced = () => {
          const { queued, sending, exported } = exporter.stats();
          expect(queued + sending + exported + droppedOf(exporter)).toBe(added);
          expect(queued).toBeLessThanOrEqual(settings.maxQueue);
          expect(sending).toBeLessThanOrEqual(settings.maxBatch);
        };
        for (const step of actions) {
          if (step.type === 'add') {
            add(step.count);
            added += step.count;
          } else if (step.type === 'wait') await clock.advance(step.ms);
          else {
            let settled = false;
            const done = exporter[step.type](deadlineIn(clock, step.ms)).then(() => (settled = true));
            await clock.advance(step.ms);
            expect(settled).toBe(true);
            await done;
            closed ||= step.type === 'shutdown';
          }
          balanced();
        }
        // Bounded retries: every batch ends, with the collector as bad as it is.
        await clock.advance(20 * (settings.timeoutMs + 60_000));
        balanced();
        expect(exporter.stats()).toMatchObject({ queued: 0, sending: 0 });
        expect(new Set(accepted).size).toBe(accepted.length);
        expect(exporter.stats().exported).toBe(accepted.length);
        if (closed) expect(clock.pending).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
