import { tmpdir } from 'node:os';
import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { endWithTest } from './children.ts';

/** Starts a shop on free ports, in a process of its own that ends with the running test. Its schema is brought up first. */
export function startShop(env: NodeJS.ProcessEnv = {}, args = ['--migrate']): SpawnedService {
  return start('../src/main.ts', env, args);
}

/** Starts a payments service in the same way. */
export function startPayments(env: NodeJS.ProcessEnv): SpawnedService {
  return start('../src/payments/main.ts', env, ['--migrate']);
}

function start(main: string, env: NodeJS.ProcessEnv, args: readonly string[]): SpawnedService {
  // Where it is killed it leaves files, in the folder of the test run.
  const service = spawnService(new URL(main, import.meta.url), { env: { TMPDIR: tmpdir(), ...env }, args });
  endWithTest(service);
  return service;
}
