import type { ReactNode } from 'react';
import { useWords } from '../i18n';

/** A value as one reads it: an address over its lines; text of whatever script in a direction of its own. */
export function Value(props: {
  readonly value: unknown;
  readonly erased?: boolean | undefined;
  /** It concerns another person too, and is not shown for that (Art. 15(4)). */
  readonly leftOut?: boolean | undefined;
}): ReactNode {
  const { value, erased = false, leftOut = false } = props;
  const { t, country } = useWords();
  if (erased || leftOut) return <em>{t(erased ? 'erased' : 'leftOut')}</em>;
  return (
    <span className="value">
      {linesOf(value, country).map((line, i) => (
        <bdi key={i}>{line}</bdi>
      ))}
    </span>
  );
}

/** @param countrySaid what a country's code is called; as it is where nobody says */
export function linesOf(value: unknown, countrySaid = (code: string): string => code): string[] {
  if (value === undefined || value === null) return ['–'];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [String(value)];
  if (typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap(each => linesOf(each, countrySaid));
  const { street, number, box, postalCode, city, country, ...rest } = value as Record<string, string>;
  return [
    [street, number, box && `/ ${box}`].filter(Boolean).join(' '),
    [postalCode, city].filter(Boolean).join(' '),
    country === undefined ? '' : countrySaid(country),
    ...Object.values(rest),
  ].filter(line => line !== '');
}
