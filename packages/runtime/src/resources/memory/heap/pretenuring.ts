import { setFlagsFromString } from 'node:v8';
import type { EventBus } from '../../../events.ts';
import { whenLoaded } from './loaded.ts';

/**
 * Keeps V8 from allocating in the old space at once what came from places in the code whose objects lived for long
 * (src/heap/pretenuring-handler.cc). In a service these are requests that waited for each other, once; what
 * such places allocate is from then on only collected with the whole of the heap, for as long as the process lives.
 *
 * @param bus says when the program has loaded its code
 */
export function avoidPretenuring(bus: EventBus, setFlag: (flag: string) => void = setFlagsFromString): void {
  whenLoaded(bus, () => setFlag('--no-allocation-site-pretenuring'));
}
