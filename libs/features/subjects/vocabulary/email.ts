import { parseDomainName } from './domain-name';
import { accepted, refused, type Parsed } from './parsed';

/** Dot-atom of RFC 5322 section 3.2.3, without quoted forms, which no mailbox in use needs. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/**
 * An e-mail address: local part as given (64 octets at most, RFC 5321 section 4.5.3.1.1), domain as A-labels in lower
 * case, 254 octets together.
 */
export function parseEmail(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  const text = value.trim();
  if (text === '') return refused('empty');
  if (text.length > 254) return refused('too-long');
  const at = text.lastIndexOf('@');
  if (at < 1) return refused('email-form');
  const local = text.slice(0, at);
  if (local.length > 64 || !LOCAL_PART.test(local)) return refused('email-local-part');
  const domain = parseDomainName(text.slice(at + 1));
  if (!domain.ok) return refused('email-domain');
  const email = `${local}@${domain.value}`;
  return email.length > 254 ? refused('too-long') : accepted(email);
}
