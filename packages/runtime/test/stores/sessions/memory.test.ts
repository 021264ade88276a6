import { describe } from 'vitest';
import { memorySessionStore } from '../../../src/stores/sessions/index.ts';
import { describeSessions } from './behaviour/index.ts';

describe('in memory', () => {
  const open = async () => memorySessionStore(true);
  describeSessions(open);
});
