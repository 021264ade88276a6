import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoints/index.ts';
import type { Random } from '../random.ts';
import { usableEndpoints } from './kube-proxy.ts';

/** `sessionAffinity: ClientIP`: a client's connections go to one endpoint, until it is no longer usable or the time is over. */
export class ClientAffinity {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #timeoutMs: number;
  readonly #clients = new Map<string, { pod: string; at: number }>();

  /** @param timeoutSeconds since the client's last connection */
  constructor(clock: Clock, random: Random, timeoutSeconds: number) {
    this.#clock = clock;
    this.#random = random;
    this.#timeoutMs = timeoutSeconds * 1000;
  }

  /** The endpoint of a new connection of this client. Undefined: it is refused. */
  choose(client: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
    const now = this.#clock.now();
    const usable = usableEndpoints(endpoints);
    const known = this.#clients.get(client);
    const isFresh = known !== undefined && now - known.at < this.#timeoutMs;
    const chosen =
      (isFresh ? usable.find(({ pod }) => pod === known.pod) : undefined) ?? this.#random.pick(usable);
    if (chosen !== undefined) this.#clients.set(client, { pod: chosen.pod, at: now });
    return chosen;
  }
}
