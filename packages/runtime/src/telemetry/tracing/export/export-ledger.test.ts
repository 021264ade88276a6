import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../../../events.ts';
import { ExportLedger } from './export-ledger.ts';

test('at the end what was lost since the last event is told, and only that', () => {
  const events: RuntimeEvent[] = [];
  const ledger = new ExportLedger((event) => events.push(event));
  ledger.dropped('unavailable', 2);
  ledger.failed('refused');
  ledger.ended();
  expect(events).toMatchObject([{ state: 'failing', dropped: 2, error: 'refused' }]);
  ledger.dropped('shutdown', 1);
  ledger.ended();
  expect(events.slice(1)).toMatchObject([{ state: 'failing', dropped: 3, error: 'refused' }]);
});

test('a collector that says it has rejected more spans than it was sent has rejected those', () => {
  const ledger = new ExportLedger(() => {});
  ledger.accepted(3, { rejected: 5, message: 'too many' });
  ledger.accepted(3, { rejected: 1, message: 'one' });
  expect(ledger.stats(0)).toMatchObject({ exported: 2, dropped: { rejected: 4 }, failures: 2 });
});
