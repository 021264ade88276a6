import { EnvName } from '@seaworthy/contract';

/** Where a program of a bench listens. */
export interface LoopbackAddress {
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
}

let given = 0;

/**
 * A loopback address that no other program of any run has (Linux answers on the whole of 127.0.0.0/8), so that a late
 * connection can't meet another's listener, and no client's source port takes it. The admin port is unique as well:
 * some peers bind it on every address.
 */
export function loopbackAddress(): LoopbackAddress {
  given += 1;
  const { pid } = process;
  const host = `127.${16 + (pid % 128)}.${Math.floor(pid / 128) % 256}.${(given % 250) + 1}`;
  return {
    host,
    port: 8080 + Math.floor(given / 250),
    adminPort: 20_000 + ((process.pid * 97 + given) % 10_000),
  };
}

/** What every program of a bench is told: this process's PATH, where to listen, and that this is production. */
export function environmentAt({ host, port, adminPort }: LoopbackAddress): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    [EnvName.host]: host,
    [EnvName.port]: String(port),
    [EnvName.adminPort]: String(adminPort),
    [EnvName.nodeEnv]: 'production',
  };
}
