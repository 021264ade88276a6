import type { ServiceContract } from '@seaworthy/contract';
import type { Reached, WarmUpResult } from './warm-up.ts';

/** What the service was to do when it was started at build time. */
interface Expected {
  /** Undefined where the service states none. */
  readonly contract: ServiceContract | undefined;
  /** The arguments that it was started with. */
  readonly args: readonly string[];
}

/** What its start at build time tells of how the service will start in its container: nothing, where it served. */
export function startWarnings(
  { reached, said }: { readonly reached: Reached | undefined } & Pick<WarmUpResult, 'said'>,
  { contract, args }: Expected,
): string[] {
  const lines = said === '' ? '' : `:\n${said}`;
  if (reached === 'failed') return [`Started at build time, the service ended with an error${lines}`];
  const listens = contract === undefined || contract.ports.length > 0;
  if (reached === 'ended' && args.length === 0 && listens)
    return [`Started at build time, the service ended by itself, and never listened${lines}`];
  return [];
}
