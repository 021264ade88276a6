/** The signed cookie that carries a session's id. */
export { SessionCookie, type CookieOptions } from './session-cookie.ts';
export type { SigningKeys } from './signer.ts';
