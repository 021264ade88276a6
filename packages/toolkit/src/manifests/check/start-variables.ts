import { basename } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import type { Container } from '../../model/index.ts';
import { runsCommand } from './runs-command.ts';
import type { PodTemplate } from './service-container.ts';
import { afterInit, isShell, scriptOf } from './start-words.ts';

/** By which Vault's agent is put into a pod; its files set variables where the image's entrypoint reads them. */
const VAULT_AGENT = 'vault.hashicorp.com/agent-inject';

/**
 * Whether the start itself may set variables that the manifest does not: a shell that reads a file (`. /vault/secrets/env`) or
 * states some, or a program that is given the command (`doppler run -- node main.js`).
 */
export function mayBringVariables(
  { command }: ServiceContract,
  container: Container,
  { annotations }: Pick<PodTemplate, 'annotations'>,
): boolean {
  if (annotations[VAULT_AGENT] === 'true') return true;
  const run = afterInit([...(container.command ?? []), ...(container.args ?? [])]) ?? [];
  if (isShell(run)) {
    const script = scriptOf(run);
    return script === undefined || /(^|[\s;&|(])((\.|source|export|eval|env)\s|\w+=)/.test(script);
  }
  const isItself = basename(run[0] ?? '') === basename(command[0]);
  return container.command != null && !isItself && runsCommand(run, command);
}
