import { Agent, request } from 'node:http';

/** How one request ended. */
export interface Result {
  /** The process that answered. */
  readonly pid?: string | undefined;
  readonly error?: string;
}

/** Requests by several clients at once, half of them each on a connection of its own. */
export interface Load {
  readonly results: readonly Result[];
  /** New connections go here from now on. */
  turnTo(url: string): void;
  /** Lets every request end that is under way. */
  stop(): Promise<void>;
}

/** Begins to ask `url` for `path`, by `clients` clients without a pause. */
export function startLoad(url: string, path: string, clients: number): Load {
  const results: Result[] = [];
  let target = url;
  const over = new AbortController();
  const ask = (agent: Agent | false) =>
    new Promise<void>((done) => {
      const end = (result: Result) => {
        results.push(result);
        done();
      };
      request(new URL(path, target), { agent: agent || new Agent({ keepAlive: false }) }, (response) => {
        const pid = String(response.headers['x-pid']);
        response.resume().once('close', () => end(response.complete ? { pid } : { pid, error: 'cut' }));
      })
        .once('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
        .end();
    });
  const client = async (_: unknown, number: number) => {
    let agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let at = target;
    while (!over.signal.aborted) {
      // A client that keeps its connection goes to another server only when it has to make a new one.
      if (at !== target && Object.keys(agent.freeSockets).length === 0) {
        agent = new Agent({ keepAlive: true, maxSockets: 1 });
        at = target;
      }
      await (number % 2 === 0 ? ask(false) : askAt(at, agent));
    }
    agent.destroy();
  };
  const askAt = async (at: string, agent: Agent) => {
    const before = target;
    target = at;
    const asked = ask(agent);
    target = before;
    await asked;
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  return {
    results,
    turnTo(next) {
      target = next;
    },
    async stop() {
      over.abort();
      await running;
    },
  };
}
