import { expect, test } from 'vitest';
import { errorText } from './error-text.ts';

test('the lines of a message stay lines, and what begins them stays readable', () => {
  expect(errorText('it panicked.\r\nmain.main()\n\t/app/main.go:12 \u001b[2J')).toBe(
    'seaworthy: it panicked.\n  | main.main()\n  |     /app/main.go:12 \\u001b[2J',
  );
});
