import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { endWithTest } from './children.ts';

const main = new URL('../src/main.ts', import.meta.url);

/** Starts a shop on free ports, in a process of its own that ends with the running test. */
export function startShop(env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): SpawnedService {
  const shop = spawnService(main, { env, args });
  endWithTest(shop);
  return shop;
}
