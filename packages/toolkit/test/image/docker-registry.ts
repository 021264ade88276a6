import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../runtime/test/stores/free-port.ts';
import type { TokenService } from './token-service.ts';

/** A real registry: Debian's package docker-registry. */
export interface DockerRegistry extends AsyncDisposable {
  /** Such as `127.0.0.1:5000`. */
  readonly address: string;
}

/** Who may use a registry. Default: everybody. */
export interface RegistryAccess {
  /** Users and bcrypt hashes: the registry asks for `Basic`. */
  readonly htpasswd?: string;
  /** Whose tokens it takes: the registry asks for `Bearer`. */
  readonly tokens?: TokenService;
}

/** Whether a program is on the PATH. */
export function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function startRegistry({ htpasswd, tokens }: RegistryAccess = {}): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-registry-'));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  if (htpasswd !== undefined) await writeFile(join(folder, 'htpasswd'), htpasswd);
  const auth = {
    ...(htpasswd !== undefined && { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } }),
    ...(tokens !== undefined && { token: tokens.registrySettings }),
  };
  const config = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: address },
    ...(Object.keys(auth).length > 0 && { auth }),
  };
  // JSON is YAML.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await untilAnswering(`http://${address}/v2/`);
  return {
    address,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function untilAnswering(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
