import type { ProfileName, Range } from 'seaworthy/rehearse';

/** How late proxies see that an endpoint goes, how late all others are, and what a program that can be told sets as its drain delay. */
export interface Profile {
  readonly name: string;
  /** As the toolkit calls it. */
  readonly propagation: ProfileName;
  /** After how long the kubelet hears of a deletion, in milliseconds. */
  readonly deletionLagMs: Range;
  /** Of every program's readiness probe, ours too. */
  readonly readinessPeriodSeconds: number;
  readonly drainDelaySeconds: number;
  /** From a client to a pod and back, in milliseconds. */
  readonly roundTripMs: number;
}

/** A usual cluster. */
export const usual: Profile = {
  name: 'lag 0.2–2 s',
  propagation: 'usual',
  deletionLagMs: [0, 1000],
  readinessPeriodSeconds: 1,
  drainDelaySeconds: 5,
  roundTripMs: 0,
};

/** A large or busy one; the drain delay is longer than its longest lag. */
export const late: Profile = { ...usual, name: 'lag 5–10 s', propagation: 'worst', drainDelaySeconds: 12 };

/**
 * A cluster in which all but the proxy is prompt: the kubelet hears of a deletion at once, and of a program that is ready
 * ten times as soon as Kubernetes allows. Old pods then go nearly at the same time, so that most of what a proxy still routes to
 * has closed its listener. docs/decisions/0067-one-emulation-for-benches.md says what it is for.
 */
export const prompt: Profile = {
  ...usual,
  name: 'lag 0.2–2 s, else prompt',
  deletionLagMs: [0, 0],
  readinessPeriodSeconds: 0.1,
};

/** The same, with clients in another zone of the region. docs/decisions/0128-clients-that-are-some-way-off.md says what for. */
export const distant: Profile = { ...prompt, name: `${prompt.name}, 2 ms away`, roundTripMs: 2 };
