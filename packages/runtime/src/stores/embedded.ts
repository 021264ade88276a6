import { SeaworthyError } from '../errors.ts';

/** A store that lives in the process or on the disk of its pod: memory, a local folder, PGlite. */
export interface EmbeddedStore {
  /** What it is, to begin a sentence with: `The in-memory cache`. */
  readonly store: string;
  /** The setting that names a real server instead, such as `REDIS_URL`. */
  readonly setting: string;
  /** What to set it to: `a Redis or Valkey server`. */
  readonly server: string;
}

/**
 * Refuses an embedded store where its data would be missed: in Kubernetes and under `NODE_ENV=production`, unless the
 * service was started with `--allow-embedded`. Every embedded store calls it first of all when it starts.
 *
 * @param allowed `app.embeddedAllowed`
 * @throws SeaworthyError SW_EMBEDDED_STORE, naming the setting that fixes it
 */
export function assertEmbeddedAllowed(allowed: boolean, { store, setting, server }: EmbeddedStore): void {
  if (allowed) return;
  throw new SeaworthyError('SW_EMBEDDED_STORE', {
    what: `${store} does not outlive its pod and is not shared between replicas`,
    where: `${setting} is not set`,
    fix: `Set ${setting} to ${server}, or pass \`--allow-embedded\` where losing the data is acceptable.`,
  });
}
