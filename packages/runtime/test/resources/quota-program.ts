/** Prints what a process finds under its limits; first under new flags, where the memory limit asks for them. */
import { readFileSync } from 'node:fs';
import { availableCores, findCgroup, sizeHeap } from '../../src/resources/index.ts';

/** Those of its start: what sized the heap is in `process.execArgv` no more. */
const flags = readFileSync('/proc/self/cmdline', 'utf8')
  .split('\0')
  .filter((part) => part.startsWith('--'));

const cgroup = findCgroup();
await sizeHeap(cgroup);
const throttledSoFar = () => cgroup.readCpuStat()?.throttledPeriods ?? 0;
const before = throttledSoFar();
// One thread can use up what is less than a core; on a busy machine that may take it a while.
if ((cgroup.readCpuQuota() ?? Infinity) < 1) while (throttledSoFar() === before);
const throttledPeriods = throttledSoFar() - before;
console.log(JSON.stringify({ cores: availableCores(), flags, throttledPeriods }));
