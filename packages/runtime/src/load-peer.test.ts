import { expect, test } from 'vitest';
import { loadPeer } from './load-peer.ts';

const missing = (...packages: [string, ...string[]]) =>
  loadPeer(() => Promise.reject(new Error('gone')), 'It', ...packages);

test('a package that is not installed is named, with what installs it', async () => {
  await expect(missing('pg@8')).rejects.toThrow(
    'It needs the package pg, which is not installed (node_modules). Run `npm install pg@8`. [SW_PEER_MISSING]',
  );
  await expect(missing('@aws/a@3', '@aws/b@3')).rejects.toThrow(
    'It needs the packages @aws/a and @aws/b, which are not installed (node_modules). Run `npm install @aws/a@3 @aws/b@3`.',
  );
});

test('what is installed is given as it is', async () => {
  expect(await loadPeer(() => Promise.resolve(7), 'It', 'seven@7')).toBe(7);
});
