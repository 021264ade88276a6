import type { PackageJson } from './package-json.ts';

/** A server that comes of a framework: one that its build writes, or a program of a package that serves what was built. */
export interface BuiltServer {
  /** The file that Node runs, relative to the project. */
  readonly file: string;
  /** The package that brings it. */
  readonly package: string;
  /** The package's program, as scripts name it. Undefined: the build writes the file. */
  readonly program?: string;
  /** Where it listens by itself; `PORT` changes it. */
  readonly port: number;
  /** What it needs to be reached from outside its container: by itself it listens to the loopback address. */
  readonly env?: Readonly<Record<string, string>>;
}

const servers: readonly BuiltServer[] = [
  { package: 'next', program: 'next', file: 'node_modules/next/dist/bin/next', port: 3000 },
  { package: 'next', file: '.next/standalone/server.js', port: 3000 },
  { package: 'fastify-cli', program: 'fastify', file: 'node_modules/fastify-cli/cli.js', port: 3000 },
  {
    package: '@react-router/serve',
    program: 'react-router-serve',
    file: 'node_modules/@react-router/serve/bin.js',
    port: 3000,
  },
  { package: 'nuxt', file: '.output/server/index.mjs', port: 3000 },
  { package: '@sveltejs/adapter-node', file: 'build/index.js', port: 3000 },
  { package: '@astrojs/node', file: 'dist/server/entry.mjs', port: 4321, env: { HOST: '0.0.0.0' } },
];

/** The server that scripts start by the name of a package's program, such as `next` in `next start`. */
export function serverOfProgram(program: string): BuiltServer | undefined {
  return servers.find((it) => it.program === program);
}

/** The servers that the builds of a project's frameworks write, by what it depends on. */
export function serversBuilt(packageJson: PackageJson = {}): BuiltServer[] {
  return serversOf(packageJson).filter(({ program }) => program === undefined);
}

/** The server that a file of a project is. */
export function serverOfFile(file: string, packageJson: PackageJson = {}): BuiltServer | undefined {
  return serversOf(packageJson).find((it) => it.file === file);
}

function serversOf({ dependencies = {}, devDependencies = {} }: PackageJson): BuiltServer[] {
  return servers.filter(({ package: name }) => Object.hasOwn({ ...devDependencies, ...dependencies }, name));
}
