import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive. */
export interface ZipFile {
  /** Its path in the archive, with `/` between folders, relative. */
  readonly name: string;
  readonly data: Uint8Array;
}

/** 1980-01-01 00:00, the first instant a zip knows: when something was packed must not show in its bytes. */
const DATE = 0x0021;
/** An ordinary file that everybody may read (0100644), of a Unix: in the upper half of the external attributes. */
const MODE = 0o100644;
/** Made by: a Unix, format 2.0, which is what folders and deflate need. */
const VERSION = 20;
const MADE_BY = (3 << 8) | VERSION;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;

/**
 * An archive whose bytes depend on nothing but the names and contents of its files: sorted by name, all of the same time
 * and mode, folders not listed. The same Node on the same kind of processor makes the same bytes; another zlib may pack
 * otherwise.
 * @throws RangeError what a zip without 64-bit extensions can't hold; a name that is not relative, or there twice
 */
export function zip(files: Iterable<ZipFile>): Buffer {
  const sorted = [...files].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (sorted.length > 0xffff) throw new RangeError(`${sorted.length} files are more than a zip holds.`);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let before = '';
  for (const { name, data } of sorted) {
    if (name === before) throw new RangeError(`${name} is there twice.`);
    if (!/^[^/\\]/.test(name) || /(^|\/)\.\.?(\/|$)|\\/.test(name))
      throw new RangeError(`${name} is no relative path.`);
    before = name;
    const packed = deflateRawSync(data, { level: 9 });
    const path = Buffer.from(name);
    const common = commonHeader(path.length, data, packed.length);
    parts.push(signed(0x04034b50, common), path, packed);
    directory.push(directoryEntry(common, path, offset));
    offset = fits(offset + 4 + common.length + path.length + packed.length);
  }
  const entries = Buffer.concat(directory);
  return Buffer.concat([...parts, entries, endOfDirectory(sorted.length, entries.length, offset)]);
}

/** What a file's own header and its entry in the directory have in common. */
function commonHeader(nameLength: number, data: Uint8Array, packedLength: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(VERSION, 0);
  header.writeUInt16LE(UTF8_NAMES, 2);
  header.writeUInt16LE(DEFLATED, 4);
  header.writeUInt16LE(DATE, 8);
  header.writeUInt32LE(crc32(data), 10);
  header.writeUInt32LE(packedLength, 14);
  header.writeUInt32LE(fits(data.length), 18);
  header.writeUInt16LE(nameLength, 22);
  return header;
}

function directoryEntry(common: Buffer, path: Buffer, offset: number): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_BY);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(MODE * 0x10000, 6);
  rest.writeUInt32LE(offset, 10);
  return signed(0x02014b50, madeBy, common, rest, path);
}

function endOfDirectory(files: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files, 4);
  end.writeUInt16LE(files, 6);
  end.writeUInt32LE(bytes, 8);
  end.writeUInt32LE(offset, 12);
  return signed(0x06054b50, end);
}

function signed(signature: number, ...parts: readonly Buffer[]): Buffer {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  return Buffer.concat([mark, ...parts]);
}

function fits(bytes: number): number {
  if (bytes > 0xffffffff) throw new RangeError('4 GiB are more than a zip holds.');
  return bytes;
}
