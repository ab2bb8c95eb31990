import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';

/** Where a planted value was found: by its label and the form that it had there, never by itself. */
export interface Found {
  readonly label: string;
  readonly form: string;
  readonly where: string;
}

/** Every form in which software tends to let a value slip: each must be found nowhere. */
export function formsOf(value: string): Map<string, Buffer> {
  const forms = new Map<string, Buffer>();
  const add = (form: string, bytes: Buffer | string): void => {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    if (buffer.length >= 4) forms.set(form, buffer);
  };
  const utf8 = Buffer.from(value, 'utf8');
  add('plain', utf8);
  add('upper case', value.toUpperCase());
  add('lower case', value.toLowerCase());
  add('decomposed', value.normalize('NFD'));
  add('latin-1', Buffer.from(value, 'latin1'));
  add('utf-16le', Buffer.from(value, 'utf16le'));
  add('utf-16be', Buffer.from(value, 'utf16le').swap16());
  add('hex', utf8.toString('hex'));
  add('HEX', utf8.toString('hex').toUpperCase());
  add('url', encodeURIComponent(value));
  add(
    'json escapes',
    value.replace(/[^\x20-\x7e]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  add(
    'html',
    value.replace(/[^\x20-\x7e]/g, c => `&#${c.codePointAt(0)!};`),
  );
  // Base64 of a text that the value stands in begins at one of three places; the ends depend on its neighbours.
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    const inner = text.slice(
      Math.ceil((shift * 8) / 6) + (shift ? 1 : 0),
      text.replace(/=+$/, '').length - 1,
    );
    add(`base64+${shift}`, inner);
    add(`base64url+${shift}`, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  const ascii = /^[^@\s/:]+\.[^@\s/:]+$/.test(value) ? domainToASCII(value) : '';
  if (ascii && ascii !== value) add('A-labels', ascii);
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(value)?.slice(1).map(Number);
  if (octets) add('IPv4 bytes', Buffer.from(octets));
  return forms;
}

/** All places below a folder, and in texts, where a planted value is in any form. Files are read whole, not by name. */
export async function findPlanted(
  planted: Readonly<Record<string, string>>,
  places: { readonly folders: readonly string[]; readonly texts: Readonly<Record<string, string>> },
): Promise<Found[]> {
  const all = Object.entries(planted).flatMap(([label, value]) =>
    [...formsOf(value)].map(([form, bytes]) => ({ label, form, bytes })),
  );
  const needles = [
    ...new Map(all.reverse().map(needle => [needle.bytes.toString('latin1'), needle])).values(),
  ];
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length));
  const within = searchFor(needles);
  const found = new Map<string, Found>();
  const look = (bytes: Buffer, where: string): void => {
    for (const { label, form } of within(bytes))
      found.set(`${label} ${form} ${where}`, { label, form, where });
  };
  for (const [where, text] of Object.entries(places.texts)) look(Buffer.from(text, 'utf8'), where);
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (const folder of places.folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const file = await open(path);
      let tail: Buffer = Buffer.alloc(0);
      for (let read = 1; read > 0;) {
        ({ bytesRead: read } = await file.read(chunk, 0, chunk.length));
        const bytes = Buffer.concat([tail, ...written(chunk.subarray(0, read))]);
        look(bytes, path.slice(folder.length + 1));
        tail = bytes.subarray(-longest);
      }
      await file.close();
    }
  }
  return [...found.values()];
}

/** Which of the needles are in some bytes. All are looked for at once: at each place by the four bytes that end there. */
function searchFor<N extends { readonly bytes: Buffer }>(needles: readonly N[]): (bytes: Buffer) => Set<N> {
  const hash = (four: number): number => Math.imul(four, 0x9e3779b1) >>> 16;
  const maybe = new Uint8Array(1 << 16);
  const byBeginning = new Map<number, N[]>();
  for (const needle of needles) {
    const four = needle.bytes.readInt32BE(0);
    maybe[hash(four)] = 1;
    byBeginning.set(four, [...(byBeginning.get(four) ?? []), needle]);
  }
  return bytes => {
    const found = new Set<N>();
    let four = 0;
    for (let at = 0; at < bytes.length; at++) {
      four = (four << 8) | bytes[at]!;
      if (maybe[hash(four)] === 0) continue;
      const from = at - 3;
      for (const needle of byBeginning.get(four) ?? [])
        if (from >= 0 && needle.bytes.equals(bytes.subarray(from, from + needle.bytes.length)))
          found.add(needle);
    }
    return found;
  };
}

/** What is read of a file at once: into the same memory, for there are thousands of files. */
const CHUNK = 4 << 20;
const PAGE = 8192;
const EMPTY = Buffer.alloc(PAGE);

/** The pages of a chunk that hold anything: segments of PostgreSQL's log are mostly zeros. */
function written(chunk: Buffer): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = 0; at < chunk.length; at += PAGE) {
    const page = chunk.subarray(at, at + PAGE);
    if (!page.equals(EMPTY.subarray(0, page.length))) pages.push(page);
  }
  return pages;
}
