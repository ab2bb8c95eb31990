import { said } from '#features/portal/words';
import { KINDS } from '#libs/register';

/** The table of docs/glossary.md that names the kinds of the register's entries as people say them. */
export function kindsTable(): string {
  const rows = Object.entries<{ readonly processing?: string }>(KINDS).map(([kind, { processing }]) =>
    ['', `\`${kind}\``, said(kind, 'en'), said(kind, 'nl'), processing ?? '', ''].join(' | ').trim(),
  );
  return ['| stored name | said | Dutch | DPV |', '|---|---|---|---|', ...rows, ''].join('\n');
}
