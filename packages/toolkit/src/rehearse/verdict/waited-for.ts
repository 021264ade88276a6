/** Faults of which each says that pods were waited for, a minute and a half or longer, and did not become ready, or did not end. */
export const waitedFor: ReadonlySet<string> = new Set([
  'crash-loop',
  'drain-stuck',
  'never-ready',
  'no-recovery',
  'rollout-stuck',
  'scale-stuck',
]);
