import type { Readable } from 'node:stream';
import PostalMime, { type Email } from 'postal-mime';
import { DomainError, type Rule } from '#libs/kernel';
import type { Imported, OpenMatterBody } from './commands/open-matter';
import { MAX_TEXT } from './events';

/** Of mail: RFC 733 is of 1977, and times are written with four digits of a year. Another date is a broken clock's. */
const FIRST_YEAR = 1977;
const LAST_YEAR = 2999;

/** Bytes of a message as it comes in, attachments and all; what is longer is not parsed. */
export const MAX_MESSAGE = 10 * 1024 * 1024;

/** Neither a log nor a terminal nor a page needs these; line ends and tabs stay. */
const CONTROL =
  /[\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * What is kept of a message (RFC 5322): sender, subject, text, and when it came. Attachments are dropped and counted. Its HTML is neither
 * kept nor rendered; a message that has nothing else is kept as the words in it.
 * @throws DomainError `body-too-large`, `malformed-value` for what names no sender
 */
export async function readMessage(
  bytes: Readable,
  limit = MAX_MESSAGE,
): Promise<Pick<OpenMatterBody, 'sender' | 'subject' | 'text' | 'receivedAt'> & Required<Imported>> {
  const raw = await collected(bytes, limit);
  const email = await PostalMime.parse(raw, { maxNestingDepth: 50, maxHeadersSize: 256 * 1024 }).catch(() => {
    throw unreadable('/', 'message-form');
  });
  const from = email.from?.group === undefined ? email.from : undefined;
  if (!from?.address) throw unreadable('/from', 'sender-missing');
  const name = oneLine(from.name ?? '', 100);
  const subject = oneLine(email.subject ?? '', 500);
  const text = clean(email.text ?? (email.html === undefined ? '' : words(email.html))).trim();
  return {
    sender: { email: from.address, ...(name !== '' && { name }) },
    ...(subject !== '' && { subject }),
    text: [...text].length > MAX_TEXT ? [...text].slice(0, MAX_TEXT).join('') : text,
    cut: [...text].length > MAX_TEXT,
    dropped: email.attachments.length,
    ...cameAt(email),
    form: 'imported',
  };
}

/**
 * When a message came, by itself: as the last server that took it wrote above all else (RFC 5321 section 4.4), which is
 * the controller's own; else as its sender dates it. Nothing where neither is a time that mail can have.
 */
function cameAt({ headers, date }: Pick<Email, 'headers' | 'date'>): { readonly receivedAt?: string } {
  const received = headers.find(({ key }) => key === 'received')?.value;
  const at = new Date(received?.slice(received.lastIndexOf(';') + 1) ?? date ?? '');
  const year = at.getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR ? { receivedAt: at.toISOString() } : {};
}

async function collected(bytes: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new DomainError('body-too-large', { limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A header's text as one line; nothing where no letter or digit is in it. */
function oneLine(text: string, max: number): string {
  const line = clean(text).replace(/\s+/g, ' ').trim().normalize('NFC');
  return /[\p{L}\p{N}]/u.test(line) ? [...line].slice(0, max).join('') : '';
}

function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '');
}

/** The words of a page, without what is not for reading. */
function words(page: string): string {
  return page
    .replace(/<(script|style|head)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[ \t]+/g, ' ');
}

function unreadable(pointer: string, rule: Rule): DomainError {
  return new DomainError('malformed-value', { errors: [{ pointer, rule }] });
}
