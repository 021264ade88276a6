/** What a server of PostgreSQL lets a client in by: AuthenticationOk, a BackendKeyData of nobody's, ReadyForQuery. */
export const WELCOME = Buffer.from(
  ['520000000800000000', '4b0000000c0000000100000002', '5a0000000549'].join(''),
  'hex',
);
