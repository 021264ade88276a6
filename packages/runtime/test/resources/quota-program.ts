/** Prints what a process finds under its limits; first under new flags, where the memory limit asks for them. */
import { readFileSync } from 'node:fs';
import { availableCores, findCgroup, sizeHeap } from '../../src/resources/index.ts';

/** Those of its start: what sized the heap is in `process.execArgv` no more. */
const flags = readFileSync('/proc/self/cmdline', 'utf8')
  .split('\0')
  .filter((part) => part.startsWith('--'));

const cgroup = findCgroup();
await sizeHeap(cgroup);
const before = cgroup.readCpuStat()?.throttledPeriods ?? 0;
for (const until = performance.now() + 500; performance.now() < until;);
const throttledPeriods = (cgroup.readCpuStat()?.throttledPeriods ?? 0) - before;
console.log(JSON.stringify({ cores: availableCores(), flags, throttledPeriods }));
