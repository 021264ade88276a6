import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MountPlan } from './mount-plan.ts';

/** The devices that every container has (OCI runtime specification, config-linux.md, default devices). */
const DEVICES = ['full', 'null', 'random', 'tty', 'urandom', 'zero'];
const LINKS: Readonly<Record<string, string>> = {
  fd: '/proc/self/fd',
  ptmx: 'pts/ptmx',
  stderr: '/proc/self/fd/2',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
};
/** What a container may keep in /dev/shm (containerd's default). */
const SHARED_MEMORY = '64m';
/** Where a program leaves its last words by default; open to all users (kuberuntime_container.go makeMounts). */
const TERMINATION_LOG = 'termination-log';

/**
 * A container's own /dev: none of this machine's devices but those that every container has, of which it can change neither owner
 * nor mode.
 */
export function mountDevices(plan: MountPlan, folder: string): void {
  const dev = join(folder, 'dev');
  mkdirSync(dev);
  chmodSync(dev, 0o755);
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(dev, name));
  const log = join(dev, TERMINATION_LOG);
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  plan.bind(dev, '/dev', 'nosuid');
  for (const path of DEVICES.map((name) => `/dev/${name}`).filter((each) => existsSync(each)))
    plan.bind(path, path, 'ro,nosuid,noexec');
  plan.fill('devpts', '/dev/pts', 'nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5');
  plan.fill('tmpfs', '/dev/shm', `nosuid,nodev,size=${SHARED_MEMORY}`);
}
