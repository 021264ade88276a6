import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of rehearsing. */
export const rehearseErrors = {
  SW_DEPENDENCY_START: {
    title: 'A dependency’s server of the rehearsal did not start',
    fix: 'Run the command of rehearse.yaml by hand with `--host 127.0.0.1 --port 5000`: it must print its URL on a line of its own once it accepts connections.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_DEPENDENCY_ENDED: {
    title: 'A dependency of the rehearsal went away by itself',
    fix: 'Nothing was judged: what the service lost may be the dependency’s fault. Look at the last lines of its server, and try again.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_JOB_FAILED: {
    title: 'A Job of the manifests failed',
    fix: 'Run its command by hand with the same environment; nothing was judged. In a rehearsal no Job reaches the Service: for one that calls it, as a smoke test does, `--program CONTAINER=true` has nothing run.',
    exitCode: CommandExitCode.input,
  },
  SW_MACHINE_EXHAUSTED: {
    title: 'The machine ran out of what a rehearsal needs',
    fix: 'Nothing was judged. Raise the limit, or rehearse with a lower `--rate` or fewer `--replicas`.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_MACHINE_UNFIT: {
    title: 'A rehearsal cannot run programs on this machine',
    fix: 'It takes Linux with `setpriv` and `unshare` of util-linux: on Alpine `apk add util-linux`; on macOS and Windows rehearse in a container or a virtual machine.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_FIREWALL: {
    title: 'A firewall keeps pods from reaching this machine',
    fix: 'Let in what comes from the rehearsal’s interfaces, such as by `iptables -I INPUT -i sw+ -j ACCEPT`, or rehearse as a user other than root.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_BUILD_COMMAND_FAILED: {
    title: 'The command that builds a program for a rehearsal failed',
    fix: 'Run the `build` of rehearse.yaml by hand.',
    exitCode: CommandExitCode.input,
  },
} as const satisfies Record<string, CatalogueEntry>;
