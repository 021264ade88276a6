import type { Bounds } from './bounds.ts';
import { Headroom } from './headroom.ts';
import { Held } from './held.ts';
import type { Reservation } from '../reservation.ts';
import type { Turns } from '../turns.ts';
import { WaitingLine } from './waiting-line.ts';

/** A reservation above this share of the capacity is a large one. */
const LARGE = 1 / 64;
/** What large ones leave to the small, so that these need not wait behind them. */
const KEPT_FOR_SMALL = 0.1;
/** What all who wait may hold in buffers, as a share of the capacity. */
const WAITING_SHARE = 0.15;
/** …and this in any case: caches may hold all of the room, and give it back within a collection. */
const WAITING_LEAST = 2 ** 20;

/**
 * The account: how much is set aside, and who waits for how much, or for a turn, in the order of arrival. Two bounds hold: all that is
 * held stays within the room, and what was granted since memory was last looked at stays within the headroom found then.
 * What has arrived of a body is held no more: it takes room where memory is looked at.
 */
export class Ledger {
  #roomBytes: number;
  readonly #headroom: Headroom;
  readonly #onHeld: (reservation: Reservation) => void;
  readonly #turns: Turns;
  #capacityBytes: number;
  #releasedBytes = 0;
  #looks = 0;
  readonly #held = new Held();
  readonly #waiting = new WaitingLine();
  readonly #growing = new Set<Reservation>();

  /**
   * @param trim gives so many bytes of idle blocks back, as far as there are any, and returns how many
   * @param onHeld told of each reservation from which its request may run
   */
  constructor(
    roomBytes: number,
    turns: Turns,
    trim: (bytes: number) => number = () => 0,
    onHeld: (reservation: Reservation) => void = () => {},
  ) {
    this.#onHeld = onHeld;
    this.#turns = turns;
    this.#roomBytes = roomBytes;
    this.#headroom = new Headroom(roomBytes, trim);
    this.#capacityBytes = roomBytes;
  }

  get roomBytes(): number {
    return this.#roomBytes;
  }

  get headroomBytes(): number {
    return this.#headroom.bytes;
  }

  get heldBytes(): number {
    return this.#held.bytes;
  }

  /** Of what is held: for bodies that are still to come, so that none of it is in use. */
  get bodyBytes(): number {
    return this.#held.bodyBytes;
  }

  /** Of those that hold: what was set aside for their bodies and has arrived. */
  get arrivedBytes(): number {
    return this.#held.arrivedBytes;
  }

  /** What is held by others than streams, or has arrived of their bodies. */
  get activeBytes(): number {
    return this.#held.activeBytes;
  }

  /** All that was ever given back, other than blocks: some of it is garbage until it is collected. */
  get releasedBytes(): number {
    return this.#releasedBytes;
  }

  get waitingBytes(): number {
    return this.#waiting.bytes;
  }

  /** How often memory was looked at. */
  get looks(): number {
    return this.#looks;
  }

  get held(): readonly Reservation[] {
    return this.#held.reservations;
  }

  get waiting(): ReadonlySet<Reservation> {
    return this.#waiting.reservations;
  }

  /** Whether anyone waits for memory, and not only for a turn. */
  get isShort(): boolean {
    return this.#waiting.size > (this.#turns.free ? 0 : this.#waiting.forTurns);
  }

  get growing(): ReadonlySet<Reservation> {
    return this.#growing;
  }

  /** Whether so many bytes take less than half of what there is, and nobody waits: then no further thought is needed. */
  isEasy(bytes: number): boolean {
    return this.#waiting.size === 0 && this.#growing.size === 0 && this.#fitsHalf(bytes);
  }

  /** Holds, queues or refuses a new reservation. */
  open(reservation: Reservation): void {
    const { bytes } = reservation;
    const mustQueue = this.#waitsForTurn(reservation) || (this.#isLarge(bytes) && this.isShort);
    if (!mustQueue && this.#fits(bytes)) return this.hold(reservation);
    const buffers = reservation.bytesWhileWaiting;
    const most = Math.max(WAITING_LEAST, this.#capacityBytes * WAITING_SHARE);
    if (this.#waiting.bytes + buffers > most) reservation.state = 'refused';
    else this.#waiting.enter(reservation);
  }

  /** Who has waited long enough for a turn need not wait for it where memory is plentiful. */
  skipTurn(reservation: Reservation): boolean {
    if (!this.#waitsForTurn(reservation) || !this.#fitsHalf(reservation.bytes)) return false;
    this.#grant(reservation);
    return true;
  }

  /** Holds one that waits or was refused, although there is no room. */
  insist(reservation: Reservation): void {
    this.#waiting.leave(reservation);
    this.hold(reservation);
  }

  /** Sets its bytes aside, whether they fit or not. */
  hold(reservation: Reservation): void {
    reservation.state = 'held';
    if (reservation.needsTurn) reservation.turn = this.#turns.begin();
    reservation.look = this.#looks;
    this.#held.add(reservation);
    this.#headroom.spend(reservation.bytes, reservation.route?.once === true ? reservation.bodyBytes : 0);
    this.#onHeld(reservation);
  }

  /** Of what is set aside for its body, `bytes` have arrived: they are held no more, and take room until the next look. */
  arrive(reservation: Reservation, bytes: number): void {
    const arrived = Math.min(bytes, reservation.bodyBytes);
    if (reservation.state !== 'held' || arrived <= 0) return;
    this.#held.arrive(reservation, arrived);
    this.#roomBytes -= arrived;
  }

  /** Its body is read into a block: of what is set aside for it, `bytes` will never be needed. */
  readOnce(reservation: Reservation, bytes: number): void {
    reservation.once = true;
    this.#held.changeBody(reservation, -Math.max(0, Math.min(bytes, reservation.bodyBytes)));
  }

  /** It has waited for so long that it is a stream, or the like: it may never end, and takes nothing. */
  proveStream(reservation: Reservation, bytes: number): void {
    if (reservation.state !== 'held' || reservation.streamBytes > 0) return;
    this.#held.proveStream(reservation, Math.min(bytes, reservation.bytes));
  }

  /** So many bytes are set aside for what is to come of its body, instead. */
  expect(reservation: Reservation, bytes: number): void {
    if (reservation.state === 'held') this.#held.changeBody(reservation, bytes - reservation.bodyBytes);
  }

  /** Sets `bytes` aside instead: what is known better by now. */
  resize(reservation: Reservation, bytes: number): void {
    if (reservation.state !== 'held') return;
    const more = bytes - reservation.bytes;
    if (more > 0) this.#headroom.spend(more, 0);
    this.#held.resize(reservation, bytes);
  }

  /** Sets `bytes` more aside; false: it waits for them, before all who are not yet held. */
  grow(reservation: Reservation, bytes: number): boolean {
    if (this.#growing.size === 0 && this.#fitsGrowth(reservation, bytes)) {
      this.#enlarge(reservation, bytes);
      return true;
    }
    reservation.growth = bytes;
    this.#growing.add(reservation);
    return false;
  }

  /** Gives up waiting for more. */
  revoke(reservation: Reservation): void {
    reservation.growth = 0;
    this.#growing.delete(reservation);
  }

  /**
   * Takes it out of the account, wherever it stands.
   *
   * @param tookBytes what it has taken of that which was set aside and has not arrived
   */
  close(reservation: Reservation, state: 'released' | 'refused', tookBytes = reservation.bytes): void {
    if (reservation.state === 'held') {
      this.#held.remove(reservation);
      // Who was taken for the worst gives the rest back; the last look has found what was granted before it.
      if (reservation.route === undefined && reservation.look === this.#looks)
        this.#headroom.giveBack(reservation.bytes - tookBytes);
      this.#releasedBytes += tookBytes;
      if (!reservation.once) this.#releasedBytes += reservation.arrivedBytes;
    }
    if (reservation.state === 'waiting') this.#waiting.leave(reservation);
    if (reservation.growth > 0) this.revoke(reservation);
    reservation.state = state;
  }

  /** States the bounds anew, after a look at memory. */
  setBounds({ roomBytes, headroomBytes, capacityBytes = roomBytes, idleBytes = 0 }: Bounds): void {
    this.#looks++;
    this.#headroom.found(headroomBytes, idleBytes);
    this.#roomBytes = Math.max(0, roomBytes);
    this.#capacityBytes = Math.max(0, capacityBytes);
  }

  /** Grants what fits by now: bodies under way first, then the small, and the large in their order, where they have a turn. */
  settle(): void {
    for (const reservation of this.#growing) {
      const { growth, listener } = reservation;
      if (!this.#fitsGrowth(reservation, growth)) break;
      this.revoke(reservation);
      this.#enlarge(reservation, growth);
      listener?.resumed?.();
    }
    let largeBlocked = false;
    for (const reservation of this.#waiting.reservations) {
      if (this.#headroom.bytes <= 0 || this.#held.bytes >= this.#roomBytes || !this.isShort) break;
      const large = this.#isLarge(reservation.bytes);
      if (this.#waitsForTurn(reservation) || (large && largeBlocked)) continue;
      if (this.#fits(reservation.bytes)) this.#grant(reservation);
      else if (large) largeBlocked = true;
    }
  }

  #enlarge(reservation: Reservation, bytes: number): void {
    this.#held.changeBody(reservation, bytes);
    this.#headroom.spend(bytes, reservation.once ? bytes : 0);
  }

  #grant(reservation: Reservation): void {
    this.insist(reservation);
    reservation.listener?.decided?.(true);
  }

  #fits(bytes: number): boolean {
    const room = this.#isLarge(bytes) ? this.#roomBytes * (1 - KEPT_FOR_SMALL) : this.#roomBytes;
    if (this.#held.bytes + bytes <= room && bytes <= this.#headroom.bytes) return true;
    return this.#isAlone(this.#held.active, this.activeBytes, bytes > room);
  }

  #fitsHalf(bytes: number): boolean {
    return this.#held.bytes + bytes <= this.#roomBytes / 2 && bytes <= this.#headroom.bytes / 2;
  }

  #fitsGrowth(reservation: Reservation, more: number): boolean {
    if (this.#held.bytes + more <= this.#roomBytes && more <= this.#headroom.bytes) return true;
    const { streamBytes, arrivedBytes } = reservation;
    const othersBytes = this.activeBytes - (reservation.bytes - streamBytes) - arrivedBytes;
    const others = this.#held.active - (streamBytes > 0 ? 0 : 1);
    return this.#isAlone(others, othersBytes, reservation.bytes + more > this.#roomBytes);
  }

  /**
   * What is larger than all the room is let in alone: it may be streamed, and it can't be known. Others that hold no more than large
   * ones leave to the small may be there: they might be streams, and never end. What has arrived of their bodies counts, so that
   * of two that are so large one waits.
   *
   * @param others how many there are that are known for no streams, and what they hold
   */
  #isAlone(others: number, othersBytes: number, isBeyondRoom: boolean): boolean {
    if (this.#headroom.bytes <= 0) return false;
    return others === 0 || (isBeyondRoom && othersBytes <= this.#roomBytes * KEPT_FOR_SMALL);
  }

  #waitsForTurn({ needsTurn }: Reservation): boolean {
    return needsTurn && !this.#turns.free;
  }

  #isLarge(bytes: number): boolean {
    return bytes > this.#capacityBytes * LARGE;
  }
}
