import type { ProfileName } from 'seaworthy/rehearse';

/** How late proxies see that an endpoint goes, and what a program that can be told sets as its drain delay. */
export interface Profile {
  readonly name: string;
  /** As the toolkit calls it. */
  readonly propagation: ProfileName;
  readonly drainDelaySeconds: number;
}

/** A usual cluster. */
export const usual: Profile = { name: 'lag 0.2–2 s', propagation: 'usual', drainDelaySeconds: 5 };

/** A large or busy one; the drain delay is longer than its longest lag. */
export const late: Profile = { name: 'lag 5–10 s', propagation: 'worst', drainDelaySeconds: 12 };
