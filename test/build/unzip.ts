import { crc32, inflateRawSync } from 'node:zlib';

/** A file as the directory at the end of an archive tells of it. */
export interface Unzipped {
  readonly name: string;
  readonly data: Buffer;
  /** Permissions and kind, as Unix writes them. */
  readonly mode: number;
  /** Time and date, as DOS writes them. */
  readonly time: number;
}

/** Reads an archive as others do: from its directory, and each file where that says it is. Throws when a sum is wrong. */
export function unzip(archive: Buffer): Unzipped[] {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'));
  const files: Unzipped[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = archive.readUInt16LE(at + 28);
    const header = archive.readUInt32LE(at + 42);
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const data = inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20)));
    if (archive.toString('utf8', header + 30, header + 30 + nameLength) !== name) throw new Error(`not ${name}`);
    if (crc32(data) !== archive.readUInt32LE(at + 16) || data.length !== archive.readUInt32LE(at + 24)) {
      throw new Error(`${name} is damaged`);
    }
    files.push({ name, data, mode: archive.readUInt32LE(at + 38) >>> 16, time: archive.readUInt32LE(at + 12) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  if (at !== end) throw new Error('the directory does not end where it should');
  return files;
}
