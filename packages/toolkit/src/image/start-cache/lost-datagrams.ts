/** Runs before the service in the build's warm-up. It imports nothing but Node and what imports no more. */
import { Socket } from 'node:dgram';
import { ownHosts } from './own-hosts.ts';

type Callback = (error: Error | null, bytes: number) => void;

/**
 * Loses every datagram that would leave this process, as a network may: what sends them (figures to StatsD, say) goes on. A name
 * is not even looked up. Sockets of the service itself hear each other, and no group is joined.
 */
export function loseDatagrams(): void {
  const own = new Set<unknown>();
  const astray = new WeakSet<Socket>();
  const { prototype } = Socket;
  // oxlint-disable-next-line typescript/unbound-method -- called with its socket below
  const { bind, connect, send } = prototype;
  prototype.bind = function (this: Socket, ...args: unknown[]) {
    this.prependOnceListener('listening', () => own.add(this.address().port));
    return Reflect.apply(bind, this, args);
  } as typeof bind;
  prototype.connect = function (this: Socket, ...args: unknown[]) {
    if (isOwn(args)) return Reflect.apply(connect, this, args);
    astray.add(this);
    const connected = args.find((it) => typeof it === 'function');
    if (connected !== undefined) this.once('connect', connected as () => void);
    return process.nextTick(() => this.emit('connect'));
  } as typeof connect;
  prototype.send = function (this: Socket, ...args: unknown[]) {
    if (!astray.has(this) && isOwn(destinationOf(args))) return Reflect.apply(send, this, args);
    const sent = args.find((it) => typeof it === 'function') as Callback | undefined;
    return process.nextTick(() => sent?.(null, lengthOf(args[0])));
  } as typeof send;
  prototype.addMembership = () => {};
  prototype.addSourceSpecificMembership = () => {};

  function isOwn([port, host]: readonly unknown[]): boolean {
    const isHere = typeof host !== 'string' || host === '' || ownHosts.has(host);
    return isHere && (port === undefined || own.has(Number(port)));
  }
}

/** The port and the host of `send(message, [offset, length,] [port], [host], [callback])`; none of a connected socket. */
function destinationOf([, ...args]: readonly unknown[]): unknown[] {
  const isPart = args[3] !== undefined || (args[2] !== undefined && typeof args[2] !== 'function');
  return (isPart ? args.slice(2, 4) : args.slice(0, 2)).map((it) =>
    typeof it === 'function' ? undefined : it,
  );
}

function lengthOf(message: unknown): number {
  const parts: unknown[] = Array.isArray(message) ? message : [message];
  return parts.reduce<number>(
    (sum, it) =>
      sum + (typeof it === 'string' ? Buffer.byteLength(it) : ArrayBuffer.isView(it) ? it.byteLength : 0),
    0,
  );
}
