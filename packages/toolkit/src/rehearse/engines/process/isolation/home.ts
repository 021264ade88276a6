import { readText } from '../read-text.ts';

/**
 * Home folder of a user, for a container that says none (runc's init: of /etc/passwd, which is this machine's here; else `/`).
 *
 * @param passwd a text of passwd(5). Default: this machine's
 */
export function homeOf(user: number, passwd = readText('/etc/passwd')): string {
  const fields = passwd.split('\n').map((line) => line.split(':'));
  return fields.find(([, , id]) => id === String(user))?.[5] || '/';
}
