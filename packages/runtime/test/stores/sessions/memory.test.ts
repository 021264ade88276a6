import { describe } from 'vitest';
import { memorySessionStore } from '../../../src/stores/sessions/index.ts';
import { describeSessions } from './sessions-behaviour.ts';
import { describeSessionStore } from './store-behaviour.ts';

describe('in memory', () => {
  const open = async () => memorySessionStore(true);
  describeSessionStore(open);
  describeSessions(open);
});
