import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { copyFile, cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What is missing to build and run containers here; undefined where nothing is. */
export function missingEngine(): string | undefined {
  const programs = ['buildah', 'podman', 'runc', 'busybox'];
  const missing = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (missing.length > 0) return missing.join(', ');
  return process.getuid?.() === 0 ? undefined : 'root';
}

/** Files of a root file system that another image is built on, in place of one from a registry. */
async function standIn(
  folder: string,
  name: string,
  files: readonly string[],
  dockerfile: readonly string[],
): Promise<void> {
  const root = join(folder, name);
  await mkdir(join(root, 'rootfs'), { recursive: true });
  for (const file of files) {
    const target = join(root, 'rootfs', file);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(await realpath(file), target);
  }
  await writeFile(join(root, 'Dockerfile'), ['FROM scratch', 'COPY rootfs /', ...dockerfile, ''].join('\n'));
  await run('buildah', ['bud', '--isolation', 'chroot', '--tag', `localhost/seaworthy-test/${name}`, root]);
}

/** A program with the libraries that it loads. */
function withLibraries(program: string): string[] {
  const listing = spawnSync('ldd', [program], { encoding: 'utf8' }).stdout;
  return [program, ...[...listing.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)];
}

/** A base image with a shell, Node and npm, and one with the libraries of Node alone. */
export async function nodeStandIns(folder: string): Promise<Record<string, string>> {
  const libraries = withLibraries(process.execPath).slice(1);
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  const npm = await realpath(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
  const root = join(folder, 'node-build/rootfs');
  await mkdir(join(root, 'usr/local/bin'), { recursive: true });
  await mkdir(join(root, 'bin'), { recursive: true });
  await copyFile(process.execPath, join(root, 'usr/local/bin/node'));
  await copyFile(busybox, join(root, 'bin/busybox'));
  await cp(dirname(dirname(npm)), join(root, 'usr/local/lib/npm'), { recursive: true });
  await standIn(folder, 'node-build', libraries, [
    'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
    'RUN ln -s ../lib/npm/bin/npm-cli.js /usr/local/bin/npm && mkdir -p /usr/bin && ln -s /bin/env /usr/bin/env',
    'ENV PATH=/usr/local/bin:/bin HOME=/root',
  ]);
  await standIn(folder, 'node-runtime', libraries, ['ENV PATH=/usr/local/bin:/bin']);
  return {
    BUILD_IMAGE: 'localhost/seaworthy-test/node-build',
    RUNTIME_IMAGE: 'localhost/seaworthy-test/node-runtime',
  };
}

/** A base image with a shell; the Go toolchain of this machine is mounted into it while it builds. */
export async function goStandIn(folder: string): Promise<{ images: Record<string, string>; volume: string }> {
  const goRoot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const root = join(folder, 'go-build/rootfs');
  await mkdir(join(root, 'bin'), { recursive: true });
  await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
  await mkdir(join(root, 'tmp'), { recursive: true });
  await writeFile(join(root, 'etc/ssl/certs/ca-certificates.crt'), '# none\n');
  await copyFile(
    execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim(),
    join(root, 'bin/busybox'),
  );
  await standIn(
    folder,
    'go-build',
    [],
    [
      'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
      'ENV PATH=/usr/local/go/bin:/bin HOME=/root GOPROXY=off GOFLAGS=-buildvcs=false',
    ],
  );
  return {
    images: { BUILD_IMAGE: 'localhost/seaworthy-test/go-build' },
    volume: `${goRoot}:/usr/local/go:ro`,
  };
}

/** Builds a folder's Dockerfile with the given base images. */
export async function buildFolder(
  folder: string,
  tag: string,
  images: Readonly<Record<string, string>>,
  volume?: string,
): Promise<void> {
  const args = Object.entries(images).flatMap(([name, image]) => ['--build-arg', `${name}=${image}`]);
  const volumes = volume === undefined ? [] : ['--volume', volume];
  await run(
    'buildah',
    ['bud', '--isolation', 'chroot', '--pull-never', ...args, ...volumes, '--tag', tag, folder],
    {
      maxBuffer: 64 * 2 ** 20,
    },
  );
}

/** A running container; its port is reached on the loopback address. */
export interface RunningContainer {
  readonly id: string;
  readonly url: string;
  /** Sends SIGTERM and waits for the end. Resolves to the exit status. */
  readonly stop: () => Promise<number>;
}

/** Runs an image as the generated manifests would have it run: read-only, without capabilities, as their user. */
export async function runRestricted(image: string, port: number): Promise<RunningContainer> {
  const { stdout } = await run('podman', [
    '--runtime=runc',
    'run',
    '--detach',
    '--read-only',
    '--read-only-tmpfs=false',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--network=host',
    '--ulimit=nofile=1024:1024',
    '--ulimit=nproc=1000:1000',
    `--env=PORT=${port}`,
    image,
  ]);
  const id = stdout.trim();
  return {
    id,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await run('podman', ['kill', '--signal', 'TERM', id]);
      const { stdout: status } = await run('podman', ['wait', id]);
      await run('podman', ['rm', '--force', id]);
      return Number(status.trim());
    },
  };
}

/** Removes what a test built. */
export async function removeImages(tags: readonly string[]): Promise<void> {
  await run('podman', ['rmi', '--force', ...tags]).catch(() => undefined);
}
