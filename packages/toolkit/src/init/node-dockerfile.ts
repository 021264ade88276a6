import { relative } from 'node:path';
import { startedFile, type Project } from '../project/index.ts';
import { baseImages } from './base-images.ts';
import { finalLines } from './final-stage.ts';
import { nodeMajor } from './node-version.ts';
import { packageManagerOf } from './package-manager.ts';
import { prismaSteps } from './prisma.ts';
import { readByInstall } from './read-by-install.ts';

/** What a Node service's Dockerfile is written from. */
export interface NodeDockerfileOptions {
  readonly project: Project;
  readonly ports: readonly number[];
  /** Whether the repository has a file. */
  readonly has: (file: string) => boolean;
}

/** Node's binaries need libatomic from here on, which the image they are put on lacks (GoogleContainerTools/distroless#1981). */
const FIRST_WITH_ATOMIC = 25;

/** A Dockerfile that installs, builds, and puts the result and Node itself on an image without a shell. */
export function nodeDockerfile({ project, ports, has }: NodeDockerfileOptions): string {
  const version = nodeMajor(project.packageJson?.engines?.['node']);
  const { packageJson = {} } = project;
  const { files, cache, install, installProduction, runBuild } = packageManagerOf(has, {
    node: version,
    stated: packageJson.packageManager,
  });
  const { scripts = {} } = packageJson;
  const prisma = prismaSteps(packageJson, has);
  const command = startCommand(project);
  const installRun = startsByDevelopment(project) ? install : installProduction;
  const builds = [prisma?.generate, scripts['build'] && runBuild].filter((it) => it !== undefined);
  // Of the registry's token nothing may stay, in any layer.
  const npmrc = has('.npmrc') ? [' --mount=type=secret,id=npmrc,target=/app/.npmrc'] : [];
  const run = ['RUN', `--mount=type=cache,target=${cache}`].join(' ') + npmrc.join('');
  const needsAtomic = version >= FIRST_WITH_ATOMIC;
  // `prepare` is for those who change or publish the source.
  const dropped = ['prepare', ...(prisma?.dropped ?? [])].filter((name) => scripts[name] !== undefined);
  const drop =
    dropped.length === 0 ? '' : `npm pkg delete ${dropped.map((name) => `scripts.${name}`).join(' ')} && `;
  const kept = Object.fromEntries(Object.entries(scripts).filter(([name]) => !dropped.includes(name)));
  const copied = readByInstall({ packageJson: { ...packageJson, scripts: kept }, files, has });
  const needsSource = copied.includes('COPY . .');
  return [
    '# syntax=docker/dockerfile:1',
    ...baseImages({
      BUILD_IMAGE: `docker.io/library/node:${version}-bookworm-slim`,
      RUNTIME_IMAGE: 'gcr.io/distroless/cc-debian12:nonroot',
    }),
    '',
    needsSource
      ? '# The source first: what package.json runs with the installation may read it, or packages lie in it.'
      : '# Dependencies first: they change less often than the code, and stay in the cache.',
    ...(npmrc.length > 0 ? ['# Build it with `--secret id=npmrc,src=.npmrc`.'] : []),
    'FROM ${BUILD_IMAGE} AS production',
    'WORKDIR /app',
    ...copied,
    `${run} ${drop}${installRun} && mkdir -p node_modules`,
    '',
    'FROM ${BUILD_IMAGE} AS build',
    ...(prisma?.system ?? []),
    'WORKDIR /app',
    ...copied,
    ...(builds.length > 0 ? [`${run} ${drop}${install}`] : []),
    ...(needsSource ? [] : ['COPY . .']),
    `RUN ${[...builds, ...(prisma && builds.length > 0 ? [prisma.keep] : []), 'rm -rf node_modules'].join(' && ')}`,
    ...(needsAtomic ? ['RUN cp -L /usr/lib/*-linux-gnu/libatomic.so.1 /usr/local/lib/'] : []),
    '',
    '# No shell, no package manager: Node, its libraries, CA certificates and the service.',
    'FROM ${RUNTIME_IMAGE}',
    'COPY --from=build /usr/local/bin/node /usr/local/bin/node',
    ...(needsAtomic ? ['COPY --from=build /usr/local/lib/libatomic.so.1 /usr/lib/libatomic.so.1'] : []),
    'WORKDIR /app',
    'ENV NODE_ENV=production',
    'COPY --from=production /app/node_modules ./node_modules',
    ...(prisma && builds.length > 0 ? [prisma.take] : []),
    'COPY --from=build /app ./',
    ...finalLines(ports, command),
  ].join('\n');
}

/**
 * How the service is started without npm: the file that `npm start`, or `npm run start:prod`, gives Node, with what Node loads before
 * it, and what it is handed; else the entry, whose types Node strips itself.
 */
export function startCommand({ root, entry, packageJson }: Project): ['node', ...string[]] {
  const started = startedFile(root, packageJson?.scripts);
  const { path = relative(root, entry), flags = [], args = [] } = started ?? {};
  return ['node', ...flags, path, ...args];
}

/** Whether the service starts by a package that is installed for development alone: tsx, or the program of a framework. */
function startsByDevelopment({ root, packageJson }: Project): boolean {
  const { dependencies = {}, devDependencies = {}, scripts } = packageJson ?? {};
  const { flags = [], path = '' } = startedFile(root, scripts) ?? {};
  const names = Object.keys(devDependencies).filter((name) => !Object.hasOwn(dependencies, name));
  const loaded = [...flags, path].map((word) => word.replace(/^-[^=]*=|^node_modules\//, ''));
  return loaded.some((word) => names.some((name) => word === name || word.startsWith(`${name}/`)));
}
