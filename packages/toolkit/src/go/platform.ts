/**
 * Variables by which the Go toolchain compiles for Linux.
 *
 * @param architecture Go's name of the processor. Default: this machine's
 */
export function linuxOn(architecture: string | undefined): Record<string, string> {
  return { GOOS: 'linux', ...(architecture !== undefined && { GOARCH: architecture }) };
}
