/** The size of V8's heap, from the memory limit. */
export { oldSpaceLimit } from './old-space.ts';
export { planHeap } from './plan.ts';
export { sizeHeap, type HeapDecision } from './size-heap.ts';
