import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '../../../errors.ts';
import type { RuntimeEvent } from '../../../events.ts';
import { loadPeer } from '../../../load-peer.ts';
import { randomHex } from '../../../random-hex.ts';
import { currentScope } from '../../../scope.ts';
import type { Rules, SavedUpload } from '../reception/index.ts';
import type { ObjectStore } from '../store/index.ts';
import type { UploadTally } from '../tally.ts';
import { Locks } from './locks.ts';
import type { TusMetadata } from './record.ts';
import { TusStore } from './tus-store.ts';

/** Where resumable uploads are received, and what becomes of them. */
export interface TusOptions {
  /** The path of the route, such as `/uploads`; it and everything below it belong to the handler. */
  readonly path: string;
  /** Called for each request before anything is done, with the upload's id. What it throws is answered: an HttpError by its
   * status. Default: whoever knows an id, which can't be guessed, may go on with it. */
  readonly authorize?: (request: Request, id: string) => void | Promise<void>;
  /**
   * Called when an upload is published, before its client is told; the key is the upload's id. It may be called again for
   * the same upload: where it fails or the process is killed, the client comes again.
   */
  readonly finished?: (saved: SavedUpload, metadata: TusMetadata) => void | Promise<void>;
  /** Origins of web pages that may upload from elsewhere (CORS). Default: none. */
  readonly allowedOrigins?: readonly string[];
}

/** Answers the requests of tus clients. */
export interface TusHandler {
  /** For node's own requests, and frameworks that give them. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For web requests. */
  fetch(request: Request): Promise<Response>;
}

/** What uploads are held to. */
interface Surroundings extends Rules {
  readonly store: ObjectStore;
  readonly expireAfterMs: number;
  readonly tally: UploadTally;
  readonly emit: (event: RuntimeEvent) => void;
}

/** How long a request that another one replaces may take to write down what it has, in milliseconds. */
const LET_GO_MS = 1000;

/** @throws SeaworthyError SW_PEER_MISSING */
export async function createTus(surroundings: Surroundings, options: TusOptions): Promise<TusHandler> {
  const { store, types, maxBytes, expireAfterMs, tally, emit } = surroundings;
  const { path, authorize, finished, allowedOrigins = [] } = options;
  const { Server } = await loadPeer(() => import('@tus/server'), 'A resumable upload', '@tus/server@2');
  const server = new Server({
    path,
    datastore: new TusStore({
      store,
      rules: { types, maxBytes },
      expireAfterMs,
      tally,
      finished: async (saved, metadata) => finished?.(saved, metadata),
    }),
    locker: new Locks(),
    lockDrainTimeout: LET_GO_MS,
    maxSize: maxBytes,
    relativeLocation: true,
    allowedOrigins: [...allowedOrigins],
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomHex(32),
    ...(authorize !== undefined && {
      onIncomingRequest: async (request: Request, id: string) => authorize(request, id),
    }),
    onResponseError(request, error) {
      if ('status_code' in error) return error;
      const answer = answerOf(error);
      if (answer.status_code < 500) return answer;
      const { requestId = '' } = currentScope() ?? {};
      const { pathname } = new URL(request.url);
      emit({ type: 'http.error', requestId, method: request.method, path: pathname, error });
      return answer;
    },
  });
  return {
    handle: (request, response) => server.handle(request, response),
    fetch: (request) => server.handleWeb(request),
  };
}

function answerOf(error: Error): { status_code: number; body: string } {
  if (!(error instanceof HttpError)) return { status_code: 500, body: 'Internal Server Error' };
  return { status_code: error.status, body: error.expose ? error.message : '' };
}
