import { crc32, deflateSync } from 'node:zlib';

/** A photo: 64 × 64 pixels. */
export const anchorPhoto: Buffer<ArrayBuffer> = png(64);

/** A PNG of `side` × `side` grey pixels. With `noise` of as many bytes, no two are alike. */
export function png(side: number, noise: Buffer = Buffer.alloc(side * side, 0x60)): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 8 bits a pixel, greyscale.
  header[8] = 8;
  const rows = Array.from({ length: side }, (_, row) =>
    Buffer.concat([Buffer.of(0), noise.subarray(row * side, (row + 1) * side)]),
  );
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A chunk of a PNG: length, type, content and checksum. */
function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}
