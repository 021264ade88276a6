/** Passwords, as they are stored and compared. */
export { hashPassword, verifyPassword } from './password.ts';
