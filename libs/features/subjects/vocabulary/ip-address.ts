import { accepted, refused, type Parsed } from './parsed';

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * An IP address: IPv4 dotted, IPv6 in the text form of RFC 5952. An IPv4-mapped address is the IPv4 address that it
 * maps (a dual-stack socket shows every IPv4 client so). No zone, no port, no prefix length.
 */
export function parseIpAddress(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refused('not-text');
  const text = value.trim();
  if (text === '') return refused('empty');
  if (text.length > 45) return refused('too-long');
  if (IPV4.test(text)) return accepted(text);
  if (!text.includes(':') || !/^[0-9A-Fa-f:.]+$/.test(text)) return refused('ip-form');
  const url = `http://[${text}]`;
  if (!URL.canParse(url)) return refused('ip-form');
  // The URL standard's serialiser compresses as RFC 5952 section 4 wants it.
  const compressed = new URL(url).hostname.slice(1, -1);
  const mapped = MAPPED.exec(compressed);
  if (!mapped) return accepted(compressed);
  const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)];
  return accepted([high >> 8, high & 255, low >> 8, low & 255].join('.'));
}
