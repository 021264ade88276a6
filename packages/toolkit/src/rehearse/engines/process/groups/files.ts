import { existsSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../read-text.ts';

const REMOVE_TRIES = 100;
const REMOVE_PAUSE_MS = 20;

/** A file's text; empty where it is gone. Files of cgroupfs are memory of the kernel: reading them never waits. */
export function read(folder: string, file: string): string {
  return readText(join(folder, file));
}

export function write(folder: string, file: string, value: number | string): void {
  writeFileSync(join(folder, file), String(value));
}

/** Writes what not every kernel has, such as the limit of swap. */
export function writeIfThere(folder: string, file: string, value: number | string): void {
  if (existsSync(join(folder, file))) write(folder, file, value);
}

/** The number behind a key of a file such as memory.stat; 0 where there is none. */
export function field(text: string, key: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

/** Those that this PID namespace knows; version 2 lists others as 0, which means one's own process group to kill(2). */
export function pidsIn(folder: string): number[] {
  return read(folder, 'cgroup.procs')
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Kills whatever runs in the groups and removes them; processes take a moment to be gone. */
export async function removeFolders(folders: readonly string[]): Promise<void> {
  for (let tries = 0; tries < REMOVE_TRIES; tries += 1) {
    if (folders.map(removeNow).every(Boolean)) return;
    await sleep(REMOVE_PAUSE_MS);
  }
}

/** Kills whatever runs in a group. */
export function killAll(folder: string): void {
  for (const pid of pidsIn(folder)) kill(pid);
}

/** Kills whatever runs in a group; true once the folder is gone. */
export function removeNow(folder: string): boolean {
  killAll(folder);
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
