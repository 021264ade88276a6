import { expect, test } from 'vitest';
import { MOST_RATE } from '../../../rehearsal-bounds.ts';
import schema from './rehearse.schema.json' with { type: 'json' };

test('the rate that the settings allow is the one that the command does', () => {
  const { maximum, description } = schema.definitions.LoadSettings.properties.requestsPerSecond;
  expect(maximum).toBe(MOST_RATE);
  expect(description).toContain(`At most ${MOST_RATE}:`);
});
