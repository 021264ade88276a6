import type { Redis } from 'ioredis';
import { orTimeout, type Deadline } from '../../lifecycle/index.ts';

/** Waits for what has been sent, then closes the connection; at the deadline it is closed anyhow. */
export async function closeClient(client: Redis, deadline: Deadline): Promise<void> {
  if (client.status === 'end') return;
  const answered = client.status === 'ready' ? client.quit().catch(() => {}) : Promise.resolve();
  await orTimeout(answered, deadline);
  client.disconnect();
}
