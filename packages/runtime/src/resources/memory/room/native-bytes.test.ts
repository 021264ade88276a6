import { expect, test } from 'vitest';
import type { Reservation } from '../admission/index.ts';
import { GovernedProcess, SOFT } from '../governed-process.props.ts';
import { ROOM_SHARE } from './room.ts';

const MIB = 2 ** 20;
const CLIENTS = 500;
const page = { method: 'GET', path: '/page' };

/** A service of one route whose answers seem to be compressed, and clients who ask it again and again. */
class Service {
  readonly process = new GovernedProcess();
  /** In use without any request. */
  readonly idleBytes = this.process.alive;
  /** What each request really takes, in bytes. */
  readonly #takenBytes: number;
  held = 0;
  mostHeld = 0;
  refused = 0;

  constructor(takenBytes: number) {
    this.#takenBytes = takenBytes;
    for (let client = 0; client < CLIENTS; client++) this.#ask();
  }

  async after(ms: number): Promise<void> {
    this.mostHeld = 0;
    await this.process.clock.advance(ms);
  }

  #ask(): void {
    const reservation = this.process.governor.admission.admit(page, 0);
    const decide = (granted: boolean) => (granted ? this.#answer(reservation) : this.#askLater());
    if (reservation.state === 'waiting') reservation.listener = { decided: decide };
    else decide(reservation.state === 'held');
  }

  #answer(reservation: Reservation): void {
    this.mostHeld = Math.max(this.mostHeld, ++this.held);
    this.process.alive += this.#takenBytes;
    this.process.clock.after(300, () => {
      this.held--;
      this.process.alive -= this.#takenBytes;
      reservation.responded(2_000, MIB);
      reservation.release();
      this.#ask();
    });
  }

  #askLater(): void {
    this.refused++;
    this.process.clock.after(1_000, () => this.#ask());
  }
}

test('a gateway whose upstream has compressed is let in fully within seconds', async () => {
  const service = new Service(0);
  await service.after(700);
  expect(service.mostHeld).toBeLessThan(CLIENTS);
  await service.after(4_300);
  const { refused } = service;
  await service.after(1_000);
  expect([service.held, service.refused]).toEqual([CLIENTS, refused]);
});

test('what compresses by itself is let in as far as there is room for its compressors, however long', async () => {
  const service = new Service(MIB);
  const room = ROOM_SHARE * (SOFT - service.idleBytes);
  await service.after(5_000);
  for (let second = 0; second < 5; second++) {
    await service.after(1_000);
    expect(service.mostHeld * MIB).toBeGreaterThan(room / 2);
    expect(service.mostHeld * MIB).toBeLessThan(room);
  }
});
