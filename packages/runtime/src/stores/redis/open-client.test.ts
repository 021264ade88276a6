import { expect, test } from 'vitest';
import { openClient } from './open-client.ts';

test.each([
  [`READONLY You can't write against a read only replica.`, true],
  [`READONLY You can't write against a read only replica. script: 7eca52, on @user_script:8.`, true],
  [
    `ERR Error running script (call to f_7eca52): @user_script:8: -READONLY You can't write against a read only replica.\n`,
    true,
  ],
  [`ERR unknown command 'READONLY', with args beginning with: `, false],
  [`ERR Error running script (call to f_7eca52): @user_script:8: -OOM command not allowed`, false],
  ['WRONGPASS invalid username-password pair or user is disabled.', false],
])('%s: connects anew to whatever is the primary by now: %j', (message, expected) => {
  const { client } = openClient({ url: 'redis://127.0.0.1:1' });
  expect(client.options.reconnectOnError?.(new Error(message))).toBe(expected);
});
