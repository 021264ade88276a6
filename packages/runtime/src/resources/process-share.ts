import { EnvName } from '@seaworthy/contract';

/** Which of several processes of one service this is. */
export interface ProcessShare {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** The mark by which a process `parentPid` tells its children which they are, as the value of `EnvName.process`. */
export function shareMark({ number, of }: ProcessShare, parentPid = process.pid): string {
  return `${number}/${of}/${parentPid}`;
}

/**
 * Which of several processes this is, and so what part of the container's memory and cores is its own. Undefined: it has
 * them alone. A program that such a process starts inherits the mark, and is told by its parent that it is not meant.
 */
export function processShare(env: NodeJS.ProcessEnv = process.env): ProcessShare | undefined {
  const [, number, of, parent] = /^(\d+)\/(\d+)\/(\d+)$/.exec(env[EnvName.process] ?? '') ?? [];
  if (Number(parent) !== process.ppid) return undefined;
  return { number: Number(number), of: Number(of) };
}
