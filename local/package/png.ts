import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture: four bytes for each pixel (red, green, blue, opacity), line by line. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Bits of a channel; colour with opacity; deflate, no filters but those of the lines, not interlaced. */
const FORMAT = [8, 6, 0, 0, 0];

/** A picture as PNG: eight bits a channel with opacity, no filters, nothing but what a PNG needs. */
export function encodePng({ width, height, pixels }: Picture): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set(FORMAT, 8);
  const lines = Buffer.alloc(height * (1 + width * 4));
  for (let y = 0; y < height; y++) {
    lines.set(pixels.subarray(y * width * 4, (y + 1) * width * 4), y * (1 + width * 4) + 1);
  }
  const data = deflateSync(lines, { level: 9 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/**
 * A PNG such as {@link encodePng} makes.
 * @throws {Error} for any other, or where a checksum is wrong
 */
export function decodePng(png: Uint8Array): Picture {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('This is no PNG.');
  const chunks = chunksOf(bytes.subarray(8));
  const [first] = chunks;
  if (first?.name !== 'IHDR' || !first.data.subarray(8).equals(Buffer.from(FORMAT))) {
    throw new Error('This PNG is not of eight bits a channel with opacity.');
  }
  const [width, height] = [first.data.readUInt32BE(0), first.data.readUInt32BE(4)];
  const lines = inflateSync(Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ data }) => data)));
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const start = y * (1 + width * 4);
    if (lines[start] !== 0) throw new Error('This PNG has filtered lines.');
    pixels.set(lines.subarray(start + 1, start + 1 + width * 4), y * width * 4);
  }
  return { width, height, pixels };
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function chunksOf(bytes: Buffer): readonly { readonly name: string; readonly data: Buffer }[] {
  const chunks: { name: string; data: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (bytes.readUInt32BE(end) !== crc32(bytes.subarray(at + 4, end))) throw new Error('This PNG is damaged.');
    chunks.push({ name: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
