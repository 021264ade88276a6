/** Users and their logins. */
export { operations as userOperations } from './operations.ts';
export { hashPassword } from './password/index.ts';
export { session } from './session.ts';
export { users } from './users.ts';
