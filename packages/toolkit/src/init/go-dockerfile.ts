import { basename, relative } from 'node:path';
import type { Project } from '../project/index.ts';
import { baseImages } from './base-images.ts';
import { finalLines } from './final-stage.ts';
import type { LocalModules } from './go-modules.ts';

/** What a Go service's Dockerfile is written from. */
export interface GoDockerfileOptions {
  readonly root: string;
  /** The folder of `package main`. */
  readonly entry: string;
  readonly ports: readonly number[];
  /** Whether there is a go.sum. */
  readonly hasSums: boolean;
  readonly modules: LocalModules;
  readonly goVersion?: string | undefined;
}

/** Used where go.mod names no version. */
const DEFAULT_GO = '1.26';

/** A Dockerfile that builds a static binary and puts it on an empty image with CA certificates. */
export function goDockerfile({
  root,
  entry,
  ports,
  hasSums,
  modules,
  goVersion = DEFAULT_GO,
}: GoDockerfileOptions): string {
  const [release] = /^\d+\.\d+/.exec(goVersion) ?? [DEFAULT_GO];
  const folder = relative(root, entry);
  const program = goProgramPath({ root, entry });
  return [
    '# syntax=docker/dockerfile:1',
    ...baseImages({ BUILD_IMAGE: `docker.io/library/golang:${release}-bookworm` }),
    '',
    'FROM ${BUILD_IMAGE} AS build',
    'WORKDIR /src',
    ...(modules.needed ? [] : download(hasSums)),
    ...(modules.outside.length > 0
      ? [`# Outside of this folder, so outside of the build: ${modules.outside.join(', ')}.`]
      : []),
    'COPY . .',
    'RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \\',
    `    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o ${program} ./${folder}`,
    '',
    '# Nothing but the program and the authorities that it trusts: no shell, no package manager.',
    'FROM scratch',
    'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
    `COPY --from=build ${program} ${program}`,
    ...finalLines(ports, [program]),
  ].join('\n');
}

/** What is a folder of the root, in the image that builds or where a container runs: `go build -o` would write into it. */
const rootFolders = new Set(
  'bin boot dev etc go home lib lib64 media mnt opt proc root run sbin src srv sys tmp usr var'.split(' '),
);

/** Where the image has a Go program: by the name of its folder, which tells it from others of the repository. */
export function goProgramPath({ root, entry }: Pick<Project, 'root' | 'entry'>): string {
  if (entry === root) return '/service';
  const name = basename(entry);
  return rootFolders.has(name) ? `/usr/local/bin/${name}` : `/${name}`;
}

function download(hasSums: boolean): string[] {
  return [
    '# Dependencies first: they change less often than the code, and stay in the cache.',
    `COPY go.mod ${hasSums ? 'go.sum ' : ''}./`,
    'RUN --mount=type=cache,target=/go/pkg/mod go mod download',
  ];
}
