import { relative } from 'node:path';
import { scriptFile, type Project } from '../project/index.ts';
import { baseImages } from './base-images.ts';
import { finalLines } from './final-stage.ts';
import { nodeMajor } from './node-version.ts';
import { packageManagerOf } from './package-manager.ts';

/** What a Node service's Dockerfile is written from. */
export interface NodeDockerfileOptions {
  readonly project: Project;
  readonly ports: readonly number[];
  /** Whether the repository has a file. */
  readonly has: (file: string) => boolean;
}

/** A Dockerfile that installs, builds, and puts the result and Node itself on an image without a shell. */
export function nodeDockerfile({ project, ports, has }: NodeDockerfileOptions): string {
  const { files, cache, install, installProduction, runBuild } = packageManagerOf(has);
  const version = nodeMajor(project.packageJson?.engines?.['node']);
  const builds = project.packageJson?.scripts?.['build'] !== undefined;
  const manifests = [...files, ...['pnpm-workspace.yaml'].filter(has)].join(' ');
  // Of the registry's token nothing may stay, in any layer.
  const npmrc = has('.npmrc') ? [' --mount=type=secret,id=npmrc,target=/app/.npmrc'] : [];
  const run = ['RUN', `--mount=type=cache,target=${cache}`].join(' ') + npmrc.join('');
  return [
    '# syntax=docker/dockerfile:1',
    ...baseImages({
      BUILD_IMAGE: `docker.io/library/node:${version}-bookworm-slim`,
      RUNTIME_IMAGE: 'gcr.io/distroless/cc-debian12:nonroot',
    }),
    '',
    '# Dependencies first: they change less often than the code, and stay in the cache.',
    ...(npmrc.length > 0 ? ['# Build it with `--secret id=npmrc,src=.npmrc`.'] : []),
    'FROM ${BUILD_IMAGE} AS production',
    'WORKDIR /app',
    `COPY ${manifests} ./`,
    `${run} ${installProduction} && mkdir -p node_modules`,
    '',
    'FROM ${BUILD_IMAGE} AS build',
    'WORKDIR /app',
    `COPY ${manifests} ./`,
    ...(builds ? [`${run} ${install}`] : []),
    'COPY . .',
    `RUN ${builds ? `${runBuild} && ` : ''}rm -rf node_modules`,
    '',
    '# No shell, no package manager: Node, its libraries, CA certificates and the service.',
    'FROM ${RUNTIME_IMAGE}',
    'COPY --from=build /usr/local/bin/node /usr/local/bin/node',
    'WORKDIR /app',
    'ENV NODE_ENV=production',
    'COPY --from=production /app/node_modules ./node_modules',
    'COPY --from=build /app ./',
    ...finalLines(ports, ['node', startFile(project)]),
  ].join('\n');
}

/** The file that `npm start` gives Node; else the entry, whose types Node strips itself. */
export function startFile({ root, entry, packageJson }: Project): string {
  return scriptFile(packageJson?.scripts?.['start']) ?? relative(root, entry);
}
