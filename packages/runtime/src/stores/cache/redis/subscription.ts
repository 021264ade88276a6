import type { Redis } from 'ioredis';
import type { Change } from '../remote-tier.ts';

/** What is done with what the other replicas tell. */
export interface ChangeListener {
  readonly onChange: (change: Change) => void;
  /** Messages may have been missed. */
  readonly onGap: () => void;
}

/** How long the server may leave unanswered that somebody wants to listen. */
const SUBSCRIBE_MS = 2000;

/**
 * Listens to what the other replicas drop, on a connection of its own: a connection that listens may do nothing else where
 * the server speaks RESP2.
 */
export function subscribe(
  client: Redis,
  { channel, self }: { readonly channel: string; readonly self: string },
  { onChange, onGap }: ChangeListener,
): Disposable {
  let closed = false;
  const subscriber = client.duplicate({
    lazyConnect: true,
    autoResubscribe: false,
    socketTimeout: SUBSCRIBE_MS,
  });
  subscriber.on('error', () => {});
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).then(onGap, () => {
      if (!closed) subscriber.disconnect(true);
    });
  });
  subscriber.on('message', (_channel: string, text: string) => {
    const change = parse(text);
    if (change !== undefined && change.self !== self) onChange(change);
  });
  subscriber.connect().catch(() => {});
  return {
    [Symbol.dispose]() {
      closed = true;
      subscriber.disconnect();
    },
  };
}

function parse(text: string): (Change & { readonly self?: string }) | undefined {
  try {
    return JSON.parse(text) as Change;
  } catch {
    return undefined;
  }
}
