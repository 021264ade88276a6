import { basename } from 'node:path';

/**
 * Whether words run a stated command: itself, with options of an interpreter between (`node --enable-source-maps main.js`), or
 * behind another program that is given it (`doppler run -- node main.js`). Programs and files may be given by their path.
 */
export function runsCommand(words: readonly string[], stated: readonly string[]): boolean {
  const [program = '', ...args] = stated;
  const isProgram = (word = '') => basename(word) === basename(program);
  const from = words.length - args.length;
  if (from < 1 || !args.every((arg, index) => isSameFile(words[from + index], arg))) return false;
  if (isProgram(words[from - 1])) return true;
  // Of a program without arguments these are its own, and another command.
  return args.length > 0 && isProgram(words[0]) && words[1]?.startsWith('-') === true;
}

/** A path that is not absolute may be one within the folder that the program runs in, which the image says. */
function isSameFile(word = '', stated: string): boolean {
  const [found, wanted] = [word, stated].map((path) => path.replace(/^\.\//, ''));
  return found === wanted || (word.startsWith('/') && word.endsWith(`/${wanted}`));
}
