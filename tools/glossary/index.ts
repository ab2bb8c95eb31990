import { KIND_WORDS } from '#features/access-document/words/kinds';
import { KINDS, type Kind } from '#libs/register';

/** The table of docs/glossary.md that names the kinds of the register's entries as people say them. */
export function kindsTable(): string {
  const rows = Object.entries<{ readonly processing?: string }>(KINDS).map(([kind, { processing }]) => {
    const { en, nl } = KIND_WORDS[kind as Kind];
    return ['', `\`${kind}\``, en, nl, processing ?? '', ''].join(' | ').trim();
  });
  return ['| stored name | said | Dutch | DPV |', '|---|---|---|---|', ...rows, ''].join('\n');
}
