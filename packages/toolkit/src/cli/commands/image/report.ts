/** What `seaworthy image` tells at its end, and prints with `--json`. */
export interface ImageReport {
  readonly name: string;
  readonly digest: string;
  /** Of all that a registry or engine without any of its blobs would have to take. */
  readonly bytes: number;
  readonly platforms: readonly {
    readonly platform: string;
    readonly layers: readonly { readonly digest: string; readonly bytes: number }[];
  }[];
  /** What the service starts with, relative to its folder. */
  readonly entry: string;
  /** What names the entry of a Node service, such as `npm start`. */
  readonly entryFrom: string | undefined;
  /** How far the service came when it was started at build time. */
  readonly startCache: 'served' | 'listening' | 'ended' | 'failed' | 'nothing' | undefined;
  /** What may not be in the image as it is in the source, for people; each may have several lines. */
  readonly warnings: readonly string[];
  readonly buildMs: number;
  readonly output: string | undefined;
  /** The bill of materials beside the output. */
  readonly sbom: string | undefined;
  readonly loaded: string | undefined;
  /** The name of what was pushed, by digest. */
  readonly pushed: string | undefined;
}

const warmth: Readonly<Record<string, string>> = {
  served: 'compiled while it served',
  listening: 'compiled while it started; it did not answer',
  ended: 'compiled until it ended by itself',
  failed:
    'compiled until it ended with an error: say in package.json what it lacks, or which `args` it can do (`warmUp`)',
  nothing: 'not compiled at build time: it did not listen in time',
};

/** The report for people. */
export function summary(report: ImageReport): string {
  const { name, digest, bytes, platforms, startCache, warnings, buildMs, output, loaded, pushed } = report;
  const { entry, entryFrom } = report;
  const lines = [
    name,
    `  digest    ${digest}`,
    `  size      ${megabytes(bytes)} for ${platforms.map(({ platform }) => platform).join(' and ')}`,
    `  built in  ${(buildMs / 1000).toFixed(1)} s`,
    entryFrom && `  entry     ${entry}, by ${entryFrom}`,
    startCache && `  start     ${warmth[startCache]}`,
    ...warnings.map((text) => `  warning   ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}`),
    output && `  written   ${output}`,
    loaded && `  loaded    into ${loaded}`,
    pushed && `  pushed    ${pushed}`,
  ];
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}

/** Decimal, as registries count. */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
