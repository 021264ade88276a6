/** Ours: probes come with the service. */
import { defineService } from '@seaworthy/runtime';
import { handler } from './busy.ts';

await defineService({ name: 'busy', version: '1.0.0', start: () => ({ listener: handler }) }).run();
