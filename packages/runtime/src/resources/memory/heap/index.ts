/** The size of V8's heap, from the memory limit. */
export { oldSpaceLimit } from './old-space.ts';
export { planHeap, type HeapPlan } from './plan.ts';
export { sizeHeap, type HeapDecision } from './size-heap.ts';
