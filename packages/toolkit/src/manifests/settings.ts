import { EnvName, type ConfigEntry, type ServiceContract } from '@seaworthy/contract';
import { isOnRuntime } from './options.ts';

/** The contract's variables, by the way they reach the container. */
export interface Settings {
  /** In the ConfigMap of environment variables. */
  readonly env: readonly ConfigEntry[];
  /** In the mounted file, whose changes take effect in running pods. */
  readonly file: readonly ConfigEntry[];
  /** In the Secret and needed, or reloadable: mounted as files, so that they stand in no environment and can be rotated. */
  readonly secretFiles: readonly SecretEntry[];
  /** In the Secret, as variables: only of a reloadable entry may the file be absent. */
  readonly secretEnv: readonly SecretEntry[];
}

/** A variable that the Secret holds, or may hold where it is optional. */
export type SecretEntry = ConfigEntry & { readonly optional: boolean };

/** Variables that the manifest sets from facts of its own, or that only make sense outside a cluster. */
const ownedByManifest = new Set<string>([
  EnvName.host,
  EnvName.gracePeriod,
  EnvName.preStop,
  EnvName.drainDelay,
  EnvName.heap,
  EnvName.memorySoftLimit,
  EnvName.heapSnapshotDir,
]);

/** Sorts the contract's variables by the way they reach the container. */
export function settingsOf(contract: ServiceContract): Settings {
  const runtime = isOnRuntime(contract);
  const ports = new Set(contract.ports.map(({ env }) => env));
  const own = contract.config.filter(({ env }) => !ports.has(env) && !(runtime && ownedByManifest.has(env)));
  const secrets = own
    .filter(({ secret }) => secret)
    .map((entry) => Object.assign({ optional: !isNeeded(contract, entry) }, entry));
  const plain = own.filter(({ secret }) => !secret);
  const isFile = (entry: ConfigEntry) => runtime && entry.reloadable === true;
  const isSecretFile = ({ optional, reloadable }: SecretEntry) =>
    runtime && (!optional || reloadable === true);
  return {
    env: plain.filter((entry) => !isFile(entry)),
    file: plain.filter(isFile),
    secretFiles: secrets.filter(isSecretFile),
    secretEnv: secrets.filter((entry) => !isSecretFile(entry)),
  };
}

/**
 * Whether the service needs an entry in a cluster, even where it starts without it elsewhere. Without its critical dependency
 * it is of no use.
 */
export function isNeeded(contract: ServiceContract, entry: ConfigEntry): boolean {
  const { env, required, requiredInProduction = false } = entry;
  return (
    required ||
    requiredInProduction ||
    (contract.dependencies ?? []).some((it) => it.critical && it.env === env)
  );
}
