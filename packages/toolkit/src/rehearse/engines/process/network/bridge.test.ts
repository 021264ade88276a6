import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { releaseTag, takeTag } from '../owner.ts';
import { createProcessEngine } from '../process-engine.ts';
import { sweep } from '../sweep.ts';
import { bridgeNetwork } from './bridge.ts';

const hasAddresses = await (async () => {
  await using engine = await createProcessEngine({ programOf: () => undefined });
  return engine.can.addresses;
})();

/** The address that a run's network gives this machine. */
async function hostAddress(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bridge-'));
  const tag = takeTag();
  onTestFinished(() => {
    sweep(tag);
    releaseTag(tag);
    rmSync(folder, { recursive: true });
  });
  return (await bridgeNetwork(tag, folder)).hostAddress;
}

test.skipIf(!hasAddresses)(
  `runs that start at the same time, or before another has a pod, have networks of their own${hasAddresses ? '' : ' (skipped: pods have no addresses here)'}`,
  async () => {
    const addresses = [
      ...(await Promise.all([hostAddress(), hostAddress(), hostAddress()])),
      await hostAddress(),
    ];
    expect(new Set(addresses).size).toBe(4);
  },
);
