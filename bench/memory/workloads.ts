/** What a workload asks of a program, at one load. */
export interface Workload {
  readonly name: 'cache' | 'uploads' | 'reports' | 'slow-reports' | 'lists';
  /** Connections that ask at once. A load is their number but for the cache, where it is MiB put into it. */
  readonly connections: (load: number) => number;
  /** The request of the n-th turn, in full. */
  readonly request: (turn: number) => readonly Buffer[];
  /** Requests in all; undefined: as many as fit the time. */
  readonly total?: (load: number) => number;
}

/** Payload of one cached object, in KiB. Every program stores it as 1,024 strings of 256 bytes. */
export const OBJECT_KIB = 256;
const UPLOAD_BYTES = 2 * 2 ** 20;

const upload = Buffer.alloc(UPLOAD_BYTES, 'seaworthy ');

/** The ways in which services meet their memory limit: by a cache, by uploads of 2 MiB, and by responses of about 1 MiB, held for a short
 * time and for a long one, and as they come from a cursor. */
export const workloads: readonly Workload[] = [
  {
    name: 'cache',
    connections: () => 8,
    request: (turn) => [head('PUT', `/objects/${turn}`, 0)],
    total: (load) => Math.ceil((load * 1024) / OBJECT_KIB),
  },
  {
    name: 'uploads',
    connections: (load) => load,
    request: () => [head('POST', '/uploads', UPLOAD_BYTES), upload],
  },
  {
    name: 'reports',
    connections: (load) => load,
    request: () => [head('GET', '/report', undefined)],
  },
  {
    name: 'slow-reports',
    connections: (load) => load,
    request: () => [head('GET', '/slow-report', undefined)],
  },
  {
    name: 'lists',
    connections: (load) => load,
    request: () => [head('GET', '/list', undefined)],
  },
];

function head(method: string, path: string, length: number | undefined): Buffer {
  const contentLength = length === undefined ? '' : `content-length: ${length}\r\n`;
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: bench\r\n${contentLength}\r\n`);
}
