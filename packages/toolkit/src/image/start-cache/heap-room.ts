/** Flags of V8, in MiB, and none by default. It is read before the service runs, and imports nothing. */
const flags = { '--min-semi-space-size': 128, '--max-semi-space-size': 128, '--initial-old-space-size': 512 };

/**
 * So much room that nothing is collected while a service starts. What V8 writes of compiled code holds what the memory between its
 * parts held before: zeros where it is new, and by chance where background threads had just freed it.
 */
export const withRoom: readonly string[] = Object.entries(flags).map(([name, mib]) => `${name}=${mib}`);

/** What makes these flags again as they are by default: they are part of what V8 compares. */
export const asByDefault: readonly string[] = Object.keys(flags).map((name) => `${name}=0`);
