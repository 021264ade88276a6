/** The whole hot path of ours, access log included, over the same listener as bare node:http. */
import { defineService } from '@seaworthy/runtime';
import { listener } from './listener.ts';

await defineService({ name: 'hello', version: '1.0.0', start: () => ({ listener }) }).run();
