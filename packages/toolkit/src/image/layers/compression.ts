import { promisify } from 'node:util';
import { constants, gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';

/** How a layer is packed. */
export type Compression = 'gzip' | 'zstd';

/** Media types of layers (OCI image specification, layer.md). */
export const layerMediaType: Readonly<Record<Compression, string>> = {
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
};

/** Where the header names the operating system, and the value for "unknown" (RFC 1952, 2.3.1): zlib writes the machine's. */
const GZIP_OS = { at: 9, unknown: 255 };

/**
 * Packs the bytes of a layer. The same bytes give the same result on every machine of one processor architecture; zlib
 * searches differently on another.
 */
export async function compress(bytes: Uint8Array, compression: Compression): Promise<Buffer> {
  if (compression === 'zstd') {
    const params = { [constants.ZSTD_c_compressionLevel]: 19 };
    return promisify(zstdCompress)(bytes, { params });
  }
  const packed = await promisify(gzip)(bytes, { level: 9, memLevel: 9 });
  packed[GZIP_OS.at] = GZIP_OS.unknown;
  return packed;
}

/** Unpacks what {@link compress}, or anybody else, packed. Bytes that are not packed come back as they are. */
export async function decompress(bytes: Buffer): Promise<Buffer> {
  if (bytes.readUInt16BE(0) === 0x1f8b) return promisify(gunzip)(bytes);
  if (bytes.readUInt32LE(0) === 0xfd2fb528) return promisify(zstdDecompress)(bytes);
  return bytes;
}
