import type { Address, Listening } from '../../engine.ts';

/** A pod's place in the network. */
export interface PodAddress {
  readonly ip: string;
  /** Name of its network namespace's file; undefined where it shares the machine's. */
  readonly namespace: string | undefined;
  addressOf(port: number): Address;
  /** A program's variables with the ports that it really gets in those that tell them. */
  withPorts(env: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** @param pid of any process of the pod */
  listening(pid: number | undefined): Listening;
  remove(): Promise<void>;
}

/** How pods get their addresses. */
export interface Network {
  /** What servers of this machine listen on, to be reached by pods. */
  readonly hostAddress: string;
  /** Whether each pod has a network, and so all ports, of its own. */
  readonly hasAddresses: boolean;
  readonly notEmulated: readonly string[];
  add(): Promise<PodAddress>;
}
