/** Reads the file that it is given under the eyes of its governor, and prints all that this says of memory. */
import { openSync, readSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { findCgroup, sizeHeap, startMemoryGovernor } from '../../src/resources/index.ts';

const cgroup = findCgroup();
await sizeHeap(cgroup);
const bus = new EventBus();
const said: unknown[] = [];
bus.on((event) => said.push(event));
const governor = startMemoryGovernor({ cgroup, clock: systemClock, bus, env: process.env });
const part = Buffer.alloc(2 ** 20);
const file = openSync(process.argv[2] ?? '', 'r');
while (readSync(file, part) > 0) governor?.took(part.length);
const usage = cgroup.readMemoryUsage();
console.log(JSON.stringify({ usage, said }));
process.exit();
