/** European Union and European Economic Area by ISO 3166-1 alpha-2, as of 2020-02-01. */
const EEA: ReadonlySet<string> = new Set(
  ('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK ' + 'IS LI NO').split(
    ' ',
  ),
);

/** Whether a country is in the EEA: outside it a transfer needs a ground (Art. 44–49). */
export function inEea(country: string): boolean {
  return EEA.has(country);
}
