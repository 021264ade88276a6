import { expect, test } from 'vitest';
import { ToolkitError } from '../../../../errors.ts';
import { assertHostReachable } from './reach-host.ts';
import { sharedNetwork } from './shared-network.ts';

/** The code of the error where the pod's namespace cannot be entered, and this is in the message. */
async function codeWhere(text: string): Promise<unknown> {
  const network = sharedNetwork([], '');
  const pod = { ...(await network.add()), namespace: `/${text}` };
  const error: unknown = await assertHostReachable({
    ...network,
    add: () => Promise.resolve(pod),
  }).catch((thrown: unknown) => thrown);
  return error instanceof ToolkitError ? error.code : error;
}

test('a machine that has run out of something is told as that, not as a firewall', async () => {
  expect(await codeWhere('Resource temporarily unavailable')).toBe('SW_MACHINE_EXHAUSTED');
  expect(await codeWhere('anything else')).toBe('SW_FIREWALL');
});
