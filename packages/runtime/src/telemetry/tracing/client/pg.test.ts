import { expect, test } from 'vitest';
import { watchStatements } from './pg.ts';

test('a statement that is refused before it is sent has ended', () => {
  const refused = new TypeError('Client was passed a null or undefined query');
  const ended: unknown[] = [];
  const client = watchStatements(
    {
      query(_text: string): never {
        throw refused;
      },
    },
    () => (error) => ended.push(error),
  );
  expect(() => client.query('SELECT 1')).toThrow(refused);
  expect(ended).toEqual([refused]);
});
