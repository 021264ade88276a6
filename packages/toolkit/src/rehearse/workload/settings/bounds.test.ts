import { expect, test } from 'vitest';
import { MOST_RATE, MOST_ROUND_TRIP_MS } from '../../../rehearsal-bounds.ts';
import schema from './rehearse.schema.json' with { type: 'json' };

test('the rate that the settings allow is the one that the command does', () => {
  const { maximum, description } = schema.definitions.LoadSettings.properties.requestsPerSecond;
  expect(maximum).toBe(MOST_RATE);
  expect(description).toContain(`At most ${MOST_RATE}:`);
});

test('the way to the pods is at most as long as the command allows', () => {
  const { maximum } = schema.definitions.LoadSettings.properties.roundTripMs;
  expect(maximum).toBe(MOST_ROUND_TRIP_MS);
});
