import type { ContainerConfig } from '../../engine.ts';

/** What a container's root may do by default (containerd pkg/oci defaultUnixCaps). */
const ROOT_CAPABILITIES = [
  'chown',
  'dac_override',
  'fsetid',
  'fowner',
  'mknod',
  'net_raw',
  'setgid',
  'setuid',
  'setfcap',
  'setpcap',
  'net_bind_service',
  'sys_chroot',
  'kill',
  'audit_write',
].map((name) => `+${name}`);

/** Whom an image that must not run as root runs as, where the manifest says no number: `nonroot` of distroless images. */
const NON_ROOT = 65_532;

/** Ends with whoever started it, even if that was killed; set anew after each change of the user, which takes it away. */
export const DIE_WITH_PARENT = ['setpriv', '--pdeathsig', 'SIGKILL'] as const;

/** The user that a container's program runs as. */
export function userOf({ runAsUser, runAsNonRoot }: ContainerConfig['security']): number {
  return runAsUser ?? (runAsNonRoot ? NON_ROOT : 0);
}

/**
 * The command line of setpriv(1) for a container's user and capabilities. A user other than root gets one capability: to
 * read this machine's files, since an image's are readable by everyone as a rule.
 */
export function privileges(security: ContainerConfig['security']): string[] {
  const user = userOf(security);
  const group = security.runAsGroup ?? (user === NON_ROOT ? NON_ROOT : 0);
  const own = user === 0 ? [] : ['+dac_read_search'];
  return [
    ...DIE_WITH_PARENT,
    ...(security.allowPrivilegeEscalation ? [] : ['--no-new-privs']),
    `--reuid=${user}`,
    `--regid=${group}`,
    '--clear-groups',
    `--bounding-set=${['-all', ...ROOT_CAPABILITIES, ...own].join(',')}`,
    `--inh-caps=${['-all', ...own].join(',')}`,
    `--ambient-caps=${['-all', ...own].join(',')}`,
  ];
}
