import { defineService } from '@seaworthy/runtime';
import { listener } from './handler.ts';

await defineService({ name: 'quota', version: '1.0.0', start: () => ({ listener }) }).run();
