/** So many pods of a workload are rehearsed: a rollout has twice as many, and the network of a rehearsal 2,045 addresses for them. */
export const MOST_REPLICAS = 1000;

/** So many requests a second are sent: the load's one thread has not been seen to send more. The schema of rehearse.yaml states it too. */
export const MOST_RATE = 100_000;

/**
 * So far from the pods are clients at most, in milliseconds: what is closer together than that counts as having happened in any order.
 * The schema of rehearse.yaml states it too.
 */
export const MOST_ROUND_TRIP_MS = 100;
