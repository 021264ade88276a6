/** Requests are let in as far as there is memory for them. */
export type { Admission, RequestFacts } from './admission.ts';
export type { Bounds } from './ledger/bounds.ts';
export type { Ledger } from './ledger/ledger.ts';
export { MemoryAdmission } from './memory-admission.ts';
export { BODY_BEFORE_READING, Reservation, type ReservationListener } from './reservation.ts';
export type { Use } from './costs/use-meter.ts';
