import { Worker } from 'node:worker_threads';
import { ListenError } from './listen-error.ts';
import type { FromThread, ThreadData, ToThread } from './thread/messages.ts';
import { threadSource } from './thread.generated.ts';

/** The running thread, from the main thread's side. */
export interface ProbeThread {
  /** The port that it listens on. */
  readonly port: number;
  send(message: ToThread): void;
  /** Lets it answer what it has been asked, then ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/** What the thread's owner wants to hear of. */
export interface ThreadListeners {
  onMessage(message: FromThread): void;
  /** It ended without having been told to. */
  onCrash(error: unknown): void;
}

/**
 * Starts the thread and resolves once it listens.
 *
 * @throws {ListenError} it can't listen
 */
export function startProbeThread(data: ThreadData, listeners: ThreadListeners): Promise<ProbeThread> {
  const worker = new Worker(threadSource, {
    name: 'seaworthy-probes',
    eval: true,
    workerData: data,
    // Neither loaders nor instrumentation of the service (--import, NODE_OPTIONS) belong in this thread.
    execArgv: [],
    env: {},
    // It needs 7 MB; whatever makes it grow must not take the service's memory.
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<ProbeThread>();
  const gone = new Promise<void>((settle) => worker.once('exit', () => settle()));
  let listening = false;
  let closing = false;

  worker.on('message', (message: FromThread) => {
    if (message.type === 'refused') {
      closing = true;
      reject(new ListenError(message.code, message.message));
    } else if (message.type === 'listening') {
      listening = true;
      // From here on it must not keep the process alive.
      worker.unref();
      resolve({ port: message.port, send, close });
    } else listeners.onMessage(message);
  });
  let crash: unknown = new Error('The probe thread has ended');
  worker.on('error', (error) => {
    crash = error;
  });
  worker.on('exit', () => {
    if (!listening) reject(crash);
    else if (!closing) listeners.onCrash(crash);
  });

  function send(message: ToThread): void {
    worker.postMessage(message);
  }
  async function close(): Promise<void> {
    closing = true;
    // Otherwise a process with nothing else to do would exit in the middle of this, with status 13.
    worker.ref();
    send({ type: 'close' });
    await gone;
  }
  return promise;
}
