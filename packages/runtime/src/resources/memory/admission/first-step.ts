/** How much of an undeclared body is covered to begin with, in bytes; from there on it doubles. */
export const FIRST_STEP = 64 * 2 ** 10;
