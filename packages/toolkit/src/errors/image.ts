import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of building, writing and pushing images. */
export const imageErrors = {
  SW_PACKAGE_MISSING: {
    title: 'A package that the service imports is not installed, or not built',
    fix: 'Install it (`npm ci`), or name it in `seaworthy.image.exclude` where the service does without it.',
    exitCode: CommandExitCode.input,
  },
  SW_ADDON_PLATFORM: {
    title: 'A native addon is not built for the image’s platform, or its Node',
    fix: 'Install its package for that platform (`npm ci --os linux --cpu … --libc glibc`, `supportedArchitectures` of pnpm and Yarn), or build only for this one. Where it is for another Node, install the packages with that of the image, or name theirs by `--node`.',
    exitCode: CommandExitCode.input,
  },
  SW_ASSET_MISSING: {
    title: 'A file that belongs into the image was not found',
    fix: 'Correct the pattern in `seaworthy.image.assets`, or the reference in the source.',
    exitCode: CommandExitCode.input,
  },
  SW_LAYER_PATH: {
    title: 'A path can’t be part of a layer',
    fix: 'Rename the file, or leave it out.',
    exitCode: CommandExitCode.input,
  },
  SW_SECRET_IN_IMAGE: {
    title: 'A secret was about to become part of the image',
    fix: 'Give it to the pod by a Secret instead.',
    exitCode: CommandExitCode.input,
  },
  SW_NODE_UNAVAILABLE: {
    title: 'The Node binary for the image could not be had',
    fix: 'Check that npm reaches its registry, and that this version of Node exists.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_NODE_INVALID: {
    title: 'The Node binary is not what was expected',
    fix: 'Delete the cache folder and try again.',
    exitCode: CommandExitCode.input,
  },
  SW_BASE_UNAVAILABLE: {
    title: 'A Debian package of the base could not be had',
    fix: 'Check the network, behind a proxy set NODE_USE_ENV_PROXY=1, set SEAWORTHY_DEBIAN_MIRROR to an archive that has it, or give a base image by `--base`.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_BASE_INVALID: {
    title: 'The base is not what was expected',
    fix: 'Delete the cache folder and try again, or give another `--base`.',
    exitCode: CommandExitCode.input,
  },
  SW_BASE_UNPINNED: {
    title: 'The base image was named without a digest',
    fix: 'Name it with one, such as `registry.example/base@sha256:…`, so that the same input gives the same image.',
    exitCode: CommandExitCode.usage,
  },
  SW_GO_MISSING: {
    title: 'The Go toolchain was not found',
    fix: 'Install Go, or put it on the PATH.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_GO_BUILD_FAILED: {
    title: 'The Go program did not compile',
    fix: 'Do what `go build` says, in the source or in go.mod.',
    exitCode: CommandExitCode.input,
  },
  SW_DIGEST: {
    title: 'Content does not have the digest that it should have',
    fix: 'Try again; if it repeats, the source was tampered with or is broken.',
    exitCode: CommandExitCode.input,
  },
  SW_WRITE_FAILED: {
    title: 'A file could not be written',
    fix: 'Make room or choose another place; nothing half-written was left.',
    exitCode: CommandExitCode.io,
  },
  SW_IMAGE_REFERENCE: {
    title: 'The name of an image is invalid',
    fix: 'Write it as `host/path/name:tag`.',
    exitCode: CommandExitCode.usage,
  },
  SW_REGISTRY_UNREACHABLE: {
    title: 'The registry could not be reached',
    fix: 'Check its name and the network; behind a proxy set NODE_USE_ENV_PROXY=1; `--insecure` allows plain HTTP.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_REGISTRY_DENIED: {
    title: 'The registry refused the credentials',
    fix: 'Log in with `docker login` or `podman login`, and check that the account may push there.',
    exitCode: CommandExitCode.denied,
  },
  SW_REGISTRY_REFUSED: {
    title: 'The registry refused a request',
    fix: 'See its message.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_CREDENTIAL_HELPER: {
    title: 'A credential helper failed',
    fix: 'Run the named program by hand to see why, or remove it from the docker configuration.',
    exitCode: CommandExitCode.denied,
  },
  SW_ENGINE_MISSING: {
    title: 'The container engine was not found',
    fix: 'Install it, or write the image to a file with `--output`.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_ENGINE_FAILED: {
    title: 'The container engine could not load the image',
    fix: 'See its message.',
    exitCode: CommandExitCode.unavailable,
  },
} as const satisfies Record<string, CatalogueEntry>;
