/** Prints what a process finds under its limits; first under new flags, where the memory limit asks for them. */
import { availableCores, findCgroup, sizeHeap } from '../../src/resources/index.ts';

const cgroup = findCgroup();
await sizeHeap(cgroup);
const before = cgroup.readCpuStat()?.throttledPeriods ?? 0;
for (const until = performance.now() + 500; performance.now() < until;);
const throttledPeriods = (cgroup.readCpuStat()?.throttledPeriods ?? 0) - before;
console.log(JSON.stringify({ cores: availableCores(), flags: process.execArgv, throttledPeriods }));
