/**
 * A country's postal code: the pattern of its letters and digits (upper case, spaces and hyphens taken out), and how
 * it is written. Source: the postal operators' and the Universal Postal Union's address descriptions.
 */
interface Form {
  readonly pattern: RegExp;
  readonly written: string;
}

const digits = (n: number): Form => ({ pattern: new RegExp(`^(\\d{${n}})$`), written: '$1' });
const THREE_TWO: Form = { pattern: /^(\d{3})(\d{2})$/, written: '$1 $2' };

/** The EEA, its neighbours, and where else customers are likely. */
const FORMS: Readonly<Record<string, readonly Form[]>> = {
  AD: [{ pattern: /^(?:AD)?(\d{3})$/, written: 'AD$1' }],
  AL: [digits(4)],
  AT: [digits(4)],
  AU: [digits(4)],
  BA: [digits(5)],
  BE: [digits(4)],
  BG: [digits(4)],
  BR: [{ pattern: /^(\d{5})(\d{3})$/, written: '$1-$2' }],
  CA: [{ pattern: /^([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])(\d[ABCEGHJ-NPRSTV-Z]\d)$/, written: '$1 $2' }],
  CH: [digits(4)],
  CN: [digits(6)],
  CY: [digits(4)],
  CZ: [THREE_TWO],
  DE: [digits(5)],
  DK: [digits(4)],
  EE: [digits(5)],
  ES: [{ pattern: /^((?:0[1-9]|[1-4]\d|5[0-2])\d{3})$/, written: '$1' }],
  FI: [digits(5)],
  FO: [digits(3)],
  FR: [digits(5)],
  GB: [
    { pattern: /^(GIR)(0AA)$/, written: '$1 $2' },
    { pattern: /^([A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLNP-UW-Z]{2})$/, written: '$1 $2' },
  ],
  GG: [{ pattern: /^(GY\d{1,2})(\d[ABD-HJLNP-UW-Z]{2})$/, written: '$1 $2' }],
  GL: [digits(4)],
  GR: [THREE_TWO],
  HR: [digits(5)],
  HU: [digits(4)],
  IE: [{ pattern: /^([AC-FHKNPRTV-Y]\d[0-9W])([0-9AC-FHKNPRTV-Y]{4})$/, written: '$1 $2' }],
  IL: [digits(7), digits(5)],
  IM: [{ pattern: /^(IM\d{1,2})(\d[ABD-HJLNP-UW-Z]{2})$/, written: '$1 $2' }],
  IN: [{ pattern: /^([1-9]\d{5})$/, written: '$1' }],
  IS: [digits(3)],
  IT: [digits(5)],
  JE: [{ pattern: /^(JE\d{1,2})(\d[ABD-HJLNP-UW-Z]{2})$/, written: '$1 $2' }],
  JP: [{ pattern: /^(\d{3})(\d{4})$/, written: '$1-$2' }],
  LI: [{ pattern: /^(94(?:8[5-9]|9[0-8]))$/, written: '$1' }],
  LT: [{ pattern: /^(?:LT)?(\d{5})$/, written: 'LT-$1' }],
  LU: [{ pattern: /^L?(\d{4})$/, written: '$1' }],
  LV: [{ pattern: /^(?:LV)?(\d{4})$/, written: 'LV-$1' }],
  MA: [digits(5)],
  MC: [{ pattern: /^(980\d{2})$/, written: '$1' }],
  MD: [{ pattern: /^(?:MD)?(\d{4})$/, written: 'MD-$1' }],
  ME: [digits(5)],
  MK: [digits(4)],
  MT: [{ pattern: /^([A-Z]{3})(\d{4})$/, written: '$1 $2' }],
  NL: [{ pattern: /^([1-9]\d{3})([A-Z]{2})$/, written: '$1 $2' }],
  NO: [digits(4)],
  NZ: [digits(4)],
  PL: [{ pattern: /^(\d{2})(\d{3})$/, written: '$1-$2' }],
  PT: [{ pattern: /^(\d{4})(\d{3})$/, written: '$1-$2' }],
  RO: [digits(6)],
  RS: [digits(5)],
  SE: [THREE_TWO],
  SI: [digits(4)],
  SK: [THREE_TWO],
  SM: [{ pattern: /^(4789\d)$/, written: '$1' }],
  TR: [digits(5)],
  UA: [digits(5)],
  US: [digits(5), { pattern: /^(\d{5})(\d{4})$/, written: '$1-$2' }],
  VA: [{ pattern: /^(00120)$/, written: '$1' }],
  ZA: [digits(4)],
};

/** Countries whose addresses have no postal code. */
const WITHOUT = new Set(
  (
    'AE AG AO AW BF BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK KI KM KN KP LC ML MO ' +
    'MR MW NR NU QA RW SB SC SL SR ST SX TD TF TG TK TL TO TV UG VU YE ZW'
  ).split(' '),
);

export type PostalCodes = 'none' | 'known' | 'unknown';

/** Whether a country has no postal codes, a known form of them, or one that this table does not know. */
export function postalCodesOf(country: string): PostalCodes {
  if (WITHOUT.has(country)) return 'none';
  return country in FORMS ? 'known' : 'unknown';
}

/** The postal code as the country writes it; undefined when it does not have its form. */
export function writtenPostalCode(country: string, code: string): string | undefined {
  const upper = code.normalize('NFKC').toUpperCase().trim();
  const forms = FORMS[country];
  if (!forms)
    return /^[A-Z0-9](?:[A-Z0-9 -]{0,10}[A-Z0-9])?$/.test(upper) ? upper.replace(/\s+/g, ' ') : undefined;
  const compact = upper.replace(/[\s-]/g, '');
  const form = forms.find(each => each.pattern.test(compact));
  return form && compact.replace(form.pattern, form.written);
}
