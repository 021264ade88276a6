import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those from which Linux chooses for connections and for who listens on port 0 (`ip_local_port_range`, from 32768): one
 * of those may be anybody's until the program listens, or while it is down.
 */
const [FIRST, END] = [20_000, 32_768];

let next = randomInt(FIRST, END);

/** A loopback port that nobody listens on, for a program that has to be told its port. In a process, each is another. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = next++;
    if (next === END) next = FIRST;
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue;
      throw error;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
