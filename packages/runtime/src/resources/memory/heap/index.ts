/** The size of V8's heap, from the memory limit. */
export { forgetAllocator } from './allocator.ts';
export { heapFigures, type HeapFigures } from './figures.ts';
export { HeapGrowth } from './growth.ts';
export { oldSpaceLimit } from './old-space.ts';
export { besideHeap, Pages } from './pages.ts';
export { planHeap } from './plan.ts';
export { avoidPretenuring } from './pretenuring.ts';
export { heapOfShare, shareHeap } from './share-heap.ts';
export { sizeHeap, type HeapDecision } from './size-heap.ts';
export { forgetSizing } from './thread-heap.ts';
export { YoungGrowth } from './young.ts';
