/**
 * Blocks the event loop of the Node program whose debugger is on the loopback address of this network namespace. Argument: for
 * how long at most, in milliseconds. Writes a {@link BlockerSays} once that is so; ends the loop and the debugger when
 * standard input ends.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** `blocked`: it stands still. `unable`: nobody opened a debugger. */
export type BlockerSays = 'blocked' | 'unable';

/** `process.debugPort` of Node where nothing else is asked for. */
const DEBUGGER = 'http://127.0.0.1:9229/json/list';
/** A process that is short of CPU takes its time to open its debugger. */
const OPEN_MS = 10_000;
const RETRY_MS = 50;
/** For the program to see that this one has left its debugger. */
const LEAVE_MS = 500;

type Targets = readonly { readonly webSocketDebuggerUrl?: string }[];

const atMostMs = Number(process.argv[2]);
const address = await debuggerAddress();
if (address === undefined) say('unable');
else await block(new WebSocket(address));

function debuggerAddress(): Promise<string | undefined> {
  return ask((targets) => targets?.[0]?.webSocketDebuggerUrl);
}

async function block(socket: WebSocket): Promise<void> {
  await once(socket, 'open');
  // The process may be killed meanwhile.
  const isGone = once(socket, 'close');
  const state = "globalThis[Symbol.for('seaworthy.blocked-until')]";
  // A loop within an evaluation would keep the debugger from hearing of anything else.
  const loop = `setImmediate(() => { while (Date.now() < ${state}); })`;
  await Promise.race([evaluate(socket, `${state} = Date.now() + ${atMostMs}; ${loop}; 0`), isGone]);
  say('blocked');
  await Promise.race([once(process.stdin.resume(), 'end'), isGone]);
  // Node 24 crashes if it closes its debugger while somebody is connected and there are worker threads.
  const close = `setTimeout(() => process.getBuiltinModule('node:inspector').close(), ${LEAVE_MS})`;
  await Promise.race([evaluate(socket, `delete ${state}; ${close}; 0`), isGone]);
  socket.close();
  await isGone;
  await debuggerClosed();
  process.exit();
}

/** Or the program has ended, or it is too short of CPU to wait for. */
async function debuggerClosed(): Promise<void> {
  await ask((targets) => targets === undefined || undefined);
}

/** Asks what can be debugged, undefined where nobody answers, until that tells `answer` something, or for so long at most. */
async function ask<T>(answer: (targets: Targets | undefined) => T | undefined): Promise<T | undefined> {
  for (const endAt = Date.now() + OPEN_MS; Date.now() < endAt; await setTimeout(RETRY_MS)) {
    const targets = await fetch(DEBUGGER, { signal: AbortSignal.timeout(OPEN_MS) })
      .then((response) => response.json() as Promise<Targets>)
      .catch(() => undefined);
    const told = answer(targets);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** Resolves once it was evaluated; while the loop runs that is between two of its turns. */
async function evaluate(socket: WebSocket, expression: string): Promise<void> {
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  await once(socket, 'message');
}

function say(what: BlockerSays): void {
  console.log(what);
}
