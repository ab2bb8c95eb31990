import { createHash } from 'node:crypto';

export type ShaAlgorithm = 'SHA-1' | 'SHA-256' | 'SHA-512';

/**
 * SHA-IN signature of Ingenico e-Commerce: names in upper case and alphabetical order, empty values left out,
 * `NAME=value` and the passphrase after each; hexadecimal in upper case. Over UTF-8: for the page `orderstandard_utf8.asp`.
 */
export function shaIn(
  parameters: Readonly<Record<string, string>>,
  passphrase: string,
  algorithm: ShaAlgorithm,
): string {
  const text = Object.entries(parameters)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name.toUpperCase(), value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}${passphrase}`)
    .join('');
  return createHash(algorithm.replace('-', '').toLowerCase())
    .update(text, 'utf8')
    .digest('hex')
    .toUpperCase();
}
