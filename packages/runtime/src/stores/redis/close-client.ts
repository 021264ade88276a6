import type { Redis } from 'ioredis';
import { orTimeout, type Deadline } from '../../lifecycle/index.ts';

/** Waits for what has been sent, then closes the connection; at the deadline it is closed anyhow. */
export async function closeClient(client: Redis, deadline: Deadline): Promise<void> {
  if (client.status !== 'ready') return client.disconnect();
  const ended = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
  });
  client.quit().catch(() => client.disconnect());
  if (!(await orTimeout(ended, deadline))) client.disconnect();
}
