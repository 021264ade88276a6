import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../clock.ts';
import type { PressureLevel } from '../../events.ts';
import type { Admission, MemoryBudget } from '../../resources/index.ts';

/** How memory stands. */
export interface MemoryState {
  readonly level: PressureLevel;
  readonly budget: MemoryBudget;
}

/** What each connection may bring in without its turn while memory is short, in bytes: what node reads at once… */
const FREE_BYTES = 65_536;
/** …in so long, in milliseconds: pings, and the messages of who sends little, never wait. */
const FREE_FOR_MS = 10_000;
/** Whose client sends nothing for so long has sent all that there is, in milliseconds. */
const TICK_MS = 10;
/** Nobody keeps the turn longer while others wait, in milliseconds: as with the bodies of uploads. */
const TURN_MS = 5_000;
/** After so long without anything read the next turn is taken although there is no room: what is held may be parts of messages. */
const STARVED_MS = 1_000;

/** One connection that is read. */
interface Gate {
  /** What came while memory was short since `since`, or since its last turn, in bytes. */
  bytes: number;
  since: number;
  isShut: boolean;
  /** Reads on, where the socket has asked for it. */
  readonly open: () => void;
}

/**
 * Reads upgraded connections. What comes by them is no request, so that nothing is set aside for it: a hundred WebSockets that each send
 * 2 MB would have a small pod killed. So it is looked at in time; and while the level is `high` or worse, who has sent
 * {@link FREE_BYTES} waits for a turn, and TCP makes the client wait. One has it at a time, until its message is likely there in
 * whole: parts of many messages would only hold memory. The application's own `pause` and `resume` are left to it.
 */
export class UpgradedReading {
  readonly #clock: Clock;
  readonly #admission: Admission | undefined;
  readonly #memory: MemoryState | undefined;
  readonly #waiting = new Set<Gate>();
  #turn: Gate | undefined;
  #turnSince = 0;
  /** Whether the turn is taken although there is no room. */
  #isForced = false;
  #lastReadAt = 0;
  #timer: Timer | undefined;

  /** @param memory undefined: there is no limit, and nobody waits */
  constructor(clock: Clock, admission: Admission | undefined, memory: MemoryState | undefined) {
    this.#clock = clock;
    this.#admission = admission;
    this.#memory = memory;
  }

  /** To be called once nothing of HTTP is read from `socket` any more. */
  add(socket: Socket): void {
    if (this.#memory === undefined) return;
    const node = Object.getPrototypeOf(socket) as Pick<Socket, 'push' | '_read'>;
    let isAsked = false;
    const gate: Gate = {
      bytes: 0,
      since: -Infinity,
      isShut: false,
      open() {
        gate.isShut = false;
        if (isAsked && !socket.destroyed) node._read.call(socket, 0);
        isAsked = false;
      },
    };
    socket.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
      const takesMore = node.push.call(socket, chunk, encoding);
      if (chunk !== null) this.#took(gate, chunk.length);
      // By false node stops reading, until it is asked to read on.
      return takesMore && !gate.isShut;
    };
    socket._read = (size) => {
      if (gate.isShut) isAsked = true;
      else node._read.call(socket, size);
    };
    socket.once('close', () => {
      this.#waiting.delete(gate);
      if (this.#turn === gate) this.#turn = undefined;
    });
  }

  #took(gate: Gate, bytes: number): void {
    this.#admission?.passing(bytes);
    if (!this.#isShort) return;
    const now = this.#clock.now();
    if (now - gate.since >= FREE_FOR_MS) Object.assign(gate, { bytes: 0, since: now });
    gate.bytes += bytes;
    if (this.#turn === gate) {
      this.#lastReadAt = now;
      gate.isShut = !this.#isForced && !this.#hasRoom;
    } else if (gate.bytes >= FREE_BYTES) {
      gate.isShut = true;
      this.#waiting.add(gate);
      if (this.#timer !== undefined) return;
      this.#lastReadAt = now;
      this.#timer = this.#clock.after(TICK_MS, () => this.#tick());
    }
  }

  #tick(): void {
    const now = this.#clock.now();
    if (this.#isShort) this.#passOn(now);
    else this.#openAll();
    const isNeeded = this.#turn !== undefined || this.#waiting.size > 0;
    this.#timer = isNeeded ? this.#clock.after(TICK_MS, () => this.#tick()) : undefined;
  }

  #passOn(now: number): void {
    const turn = this.#turn;
    const isOver = this.#waiting.size > 0 && now - this.#turnSince >= TURN_MS;
    if (turn?.isShut === true && isOver) this.#waiting.add(turn);
    if (turn?.isShut === false && now - this.#lastReadAt >= TICK_MS) this.#turn = undefined;
    if (isOver) this.#turn = undefined;
    if (this.#turn?.isShut === false) return;
    const isStarved = now - this.#lastReadAt >= STARVED_MS;
    if (!isStarved && !this.#hasRoom) return;
    this.#isForced = isStarved;
    this.#lastReadAt = now;
    if (this.#turn === undefined) this.#next(now);
    this.#turn?.open();
  }

  #next(now: number): void {
    const [gate] = this.#waiting;
    if (gate === undefined) return;
    this.#waiting.delete(gate);
    this.#turn = gate;
    this.#turnSince = now;
    gate.bytes = 0;
  }

  #openAll(): void {
    const shut = [...this.#waiting, ...(this.#turn === undefined ? [] : [this.#turn])];
    this.#waiting.clear();
    this.#turn = undefined;
    for (const gate of shut) {
      gate.bytes = 0;
      gate.open();
    }
  }

  get #isShort(): boolean {
    return this.#memory?.level === 'high' || this.#memory?.level === 'exhausted';
  }

  get #hasRoom(): boolean {
    const { usedBytes = 0, softLimitBytes = Infinity } = this.#memory?.budget ?? {};
    return usedBytes < softLimitBytes;
  }
}
