import type { ContainerEngine } from 'seaworthy/rehearse';
import { afterAll, beforeAll, describe } from 'vitest';
import { endings } from './behaviours/endings.ts';
import { execution } from './behaviours/execution.ts';
import { files } from './behaviours/files.ts';
import { network } from './behaviours/network.ts';
import { output } from './behaviours/output.ts';
import { ownRoot } from './behaviours/own-root.ts';
import { resources } from './behaviours/resources.ts';
import { surroundings } from './behaviours/surroundings.ts';
import { Output } from './stage.ts';

/** What an engine can emulate where the tests run. */
export interface Abilities {
  /** The program is PID 1 of a PID namespace. */
  readonly pids: boolean;
  /** It has a root file system of its own, with users and mounts. */
  readonly files: boolean;
  /** Limits of memory and CPU hold. */
  readonly limits: boolean;
  /** Each pod has an address of its own. */
  readonly addresses: boolean;
}

/** What the behaviours of an engine are shown on. */
export interface Trial {
  readonly engine: () => ContainerEngine;
  readonly output: Output;
  readonly can: Abilities;
}

/** What every engine must do, as tests. Of what an engine cannot emulate on this machine, the tests are skipped. */
export function conformance(
  make: (output: Output) => Promise<ContainerEngine & AsyncDisposable>,
  can: Abilities,
): void {
  const written = new Output();
  let engine: (ContainerEngine & AsyncDisposable) | undefined;
  beforeAll(async () => {
    engine = await make(written);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());
  const trial: Trial = {
    engine: () => {
      if (engine === undefined) throw new Error('the engine was not made');
      return engine;
    },
    output: written,
    can,
  };
  describe('endings', () => endings(trial));
  describe('surroundings', () => surroundings(trial));
  describe('files', () => files(trial));
  describe('own root', () => ownRoot(trial));
  describe('output', () => output(trial));
  describe('exec', () => execution(trial));
  describe('network', () => network(trial));
  describe('resources', () => resources(trial));
}
