import type { Bounds } from './bounds.ts';
import type { Reservation } from './reservation.ts';
import type { Turns } from './turns.ts';

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
  #headroomBytes: number;
  /** Of the headroom: what is not in idle blocks. */
  #freeBytes: number;
  readonly #trim: (bytes: number) => number;
  readonly #onHeld: (reservation: Reservation) => void;
  readonly #turns: Turns;
  #capacityBytes: number;
  #heldBytes = 0;
  #bodyBytes = 0;
  #arrivedBytes = 0;
  #waitingBytes = 0;
  /** How many of those who wait need a turn. */
  #waitingForTurns = 0;
  #releasedBytes = 0;
  /** Of what is held: streams, and how many they are. */
  #streamBytes = 0;
  #streams = 0;
  #looks = 0;
  /** In no order: each knows its slot, since all requests pass here. */
  readonly #held: Reservation[] = [];
  readonly #waiting = new Set<Reservation>();
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
    this.#trim = trim;
    this.#onHeld = onHeld;
    this.#turns = turns;
    this.#roomBytes = roomBytes;
    this.#headroomBytes = roomBytes;
    this.#freeBytes = roomBytes;
    this.#capacityBytes = roomBytes;
  }

  get roomBytes(): number {
    return this.#roomBytes;
  }

  get headroomBytes(): number {
    return this.#headroomBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Of what is held: for bodies that are still to come, so that none of it is in use. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** Of those that hold: what was set aside for their bodies and has arrived. */
  get arrivedBytes(): number {
    return this.#arrivedBytes;
  }

  /** What is held by others than streams, or has arrived of their bodies. */
  get activeBytes(): number {
    return this.#heldBytes + this.#arrivedBytes - this.#streamBytes;
  }

  /** All that was ever given back, other than blocks: some of it is garbage until it is collected. */
  get releasedBytes(): number {
    return this.#releasedBytes;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** How often memory was looked at. */
  get looks(): number {
    return this.#looks;
  }

  get held(): readonly Reservation[] {
    return this.#held;
  }

  get waiting(): ReadonlySet<Reservation> {
    return this.#waiting;
  }

  /** Whether anyone waits for memory, and not only for a turn. */
  get isShort(): boolean {
    return this.#waiting.size > (this.#turns.free ? 0 : this.#waitingForTurns);
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
    if (this.#waitingBytes + buffers > Math.max(WAITING_LEAST, this.#capacityBytes * WAITING_SHARE)) {
      reservation.state = 'refused';
      return;
    }
    this.#waiting.add(reservation);
    if (reservation.needsTurn) this.#waitingForTurns++;
    this.#waitingBytes += buffers;
  }

  /** Who has waited long enough for a turn need not wait for it where memory is plentiful. */
  skipTurn(reservation: Reservation): boolean {
    if (!this.#waitsForTurn(reservation) || !this.#fitsHalf(reservation.bytes)) return false;
    this.#grant(reservation);
    return true;
  }

  /** Holds one that waits or was refused, although there is no room. */
  insist(reservation: Reservation): void {
    this.#leave(reservation);
    this.hold(reservation);
  }

  /** Sets its bytes aside, whether they fit or not. */
  hold(reservation: Reservation): void {
    reservation.state = 'held';
    if (reservation.needsTurn) reservation.turn = this.#turns.begin();
    reservation.look = this.#looks;
    reservation.slot = this.#held.length;
    this.#held.push(reservation);
    this.#heldBytes += reservation.bytes;
    this.#bodyBytes += reservation.bodyBytes;
    this.#spend(reservation.bytes, reservation.route?.once === true ? reservation.bodyBytes : 0);
    this.#onHeld(reservation);
  }

  /** Of what is set aside for its body, `bytes` have arrived: they are held no more, and take room until the next look. */
  arrive(reservation: Reservation, bytes: number): void {
    const arrived = Math.min(bytes, reservation.bodyBytes);
    if (reservation.state !== 'held' || arrived <= 0) return;
    this.#changeBody(reservation, -arrived);
    reservation.arrivedBytes += arrived;
    this.#arrivedBytes += arrived;
    this.#roomBytes -= arrived;
  }

  /** Its body is read into a block: of what is set aside for it, `bytes` will never be needed. */
  readOnce(reservation: Reservation, bytes: number): void {
    reservation.once = true;
    this.#changeBody(reservation, -Math.max(0, Math.min(bytes, reservation.bodyBytes)));
  }

  /** It has waited for so long that it is a stream, or the like: it may never end, and takes nothing. */
  proveStream(reservation: Reservation, bytes: number): void {
    if (reservation.state !== 'held' || reservation.streamBytes > 0) return;
    reservation.streamBytes = Math.min(bytes, reservation.bytes);
    this.#streamBytes += reservation.streamBytes;
    this.#streams++;
  }

  /** So many bytes are set aside for what is to come of its body, instead. */
  expect(reservation: Reservation, bytes: number): void {
    if (reservation.state === 'held') this.#changeBody(reservation, bytes - reservation.bodyBytes);
  }

  /** Sets `bytes` aside instead: what is known better by now. */
  resize(reservation: Reservation, bytes: number): void {
    if (reservation.state !== 'held') return;
    const more = bytes - reservation.bytes;
    this.#heldBytes += more;
    if (more > 0) this.#spend(more, 0);
    reservation.bytes = bytes;
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
      this.#vacate(reservation.slot);
      if (reservation.streamBytes > 0) {
        this.#streamBytes -= reservation.streamBytes;
        this.#streams--;
      }
      // Who was taken for the worst gives the rest back; the last look has found what was granted before it.
      if (reservation.route === undefined && reservation.look === this.#looks) {
        this.#headroomBytes += reservation.bytes - tookBytes;
        this.#freeBytes += reservation.bytes - tookBytes;
      }
      this.#heldBytes -= reservation.bytes;
      this.#bodyBytes -= reservation.bodyBytes;
      this.#arrivedBytes -= reservation.arrivedBytes;
      this.#releasedBytes += tookBytes;
      if (!reservation.once) this.#releasedBytes += reservation.arrivedBytes;
    }
    if (reservation.state === 'waiting') this.#leave(reservation);
    if (reservation.growth > 0) this.revoke(reservation);
    reservation.state = state;
  }

  /** States the bounds anew, after a look at memory. */
  setBounds({ roomBytes, headroomBytes, capacityBytes = roomBytes, idleBytes = 0 }: Bounds): void {
    this.#looks++;
    this.#freeBytes = headroomBytes - idleBytes;
    this.#roomBytes = Math.max(0, roomBytes);
    this.#headroomBytes = headroomBytes;
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
    for (const reservation of this.#waiting) {
      if (this.#headroomBytes <= 0 || this.#heldBytes >= this.#roomBytes || !this.isShort) break;
      const large = this.#isLarge(reservation.bytes);
      if (this.#waitsForTurn(reservation) || (large && largeBlocked)) continue;
      if (this.#fits(reservation.bytes)) this.#grant(reservation);
      else if (large) largeBlocked = true;
    }
  }

  /** The last one takes its slot. */
  #vacate(slot: number): void {
    const last = this.#held.pop();
    if (last === undefined || last.slot === slot) return;
    last.slot = slot;
    this.#held[slot] = last;
  }

  #enlarge(reservation: Reservation, bytes: number): void {
    this.#changeBody(reservation, bytes);
    this.#spend(bytes, reservation.once ? bytes : 0);
  }

  /** Sets so much more, or less, aside for the body of one that holds. */
  #changeBody(reservation: Reservation, bytes: number): void {
    reservation.bytes += bytes;
    reservation.bodyBytes += bytes;
    this.#heldBytes += bytes;
    this.#bodyBytes += bytes;
  }

  /**
   * Takes `bytes` off the headroom. Idle blocks serve the `inBlocks` of them that are for a body read into a block; before
   * anything else may take their place, they are given back.
   */
  #spend(bytes: number, inBlocks: number): void {
    this.#headroomBytes -= bytes;
    const beside = bytes - inBlocks;
    if (beside <= 0) return;
    if (beside > this.#freeBytes) this.#freeBytes += this.#trim(beside - this.#freeBytes);
    this.#freeBytes -= beside;
  }

  /** It waits no more. */
  #leave(reservation: Reservation): void {
    if (!this.#waiting.delete(reservation)) return;
    this.#waitingBytes -= reservation.bytesWhileWaiting;
    if (reservation.needsTurn) this.#waitingForTurns--;
  }

  #grant(reservation: Reservation): void {
    this.insist(reservation);
    reservation.listener?.decided?.(true);
  }

  #fits(bytes: number): boolean {
    const room = this.#isLarge(bytes) ? this.#roomBytes * (1 - KEPT_FOR_SMALL) : this.#roomBytes;
    if (this.#heldBytes + bytes <= room && bytes <= this.#headroomBytes) return true;
    return this.#isAlone(this.#held.length - this.#streams, this.activeBytes, bytes > room);
  }

  #fitsHalf(bytes: number): boolean {
    return this.#heldBytes + bytes <= this.#roomBytes / 2 && bytes <= this.#headroomBytes / 2;
  }

  #fitsGrowth(reservation: Reservation, more: number): boolean {
    if (this.#heldBytes + more <= this.#roomBytes && more <= this.#headroomBytes) return true;
    const { streamBytes, arrivedBytes } = reservation;
    const othersBytes = this.activeBytes - (reservation.bytes - streamBytes) - arrivedBytes;
    const others = this.#held.length - this.#streams - (streamBytes > 0 ? 0 : 1);
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
    if (this.#headroomBytes <= 0) return false;
    return others === 0 || (isBeyondRoom && othersBytes <= this.#roomBytes * KEPT_FOR_SMALL);
  }

  #waitsForTurn({ needsTurn }: Reservation): boolean {
    return needsTurn && !this.#turns.free;
  }

  #isLarge(bytes: number): boolean {
    return bytes > this.#capacityBytes * LARGE;
  }
}
