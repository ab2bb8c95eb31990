import { addDays, isDay } from '#libs/kernel';
import { currentDocument } from '../lookup';
import type { Catalogue, Extension } from '../types';
import { contradiction, type Contradiction } from './contradiction';

/** On every day at most one recipient serves an extension, and what it serves has a purpose and terms (P02, P10). */
export function* extensions(catalogue: Catalogue): Iterable<Contradiction> {
  for (const row of catalogue.extensions) {
    if (row.to !== undefined && row.to < row.from)
      yield contradiction('extension-dates-reversed', row.extension, row.from, row.to);
    if (!currentDocument(catalogue, row.terms, row.from))
      yield contradiction('terms-without-document', row.extension, row.terms, row.from);
    if (!hasPurpose(catalogue, row))
      yield contradiction('extension-without-purpose', row.extension, row.recipient);
  }
  for (const extension of new Set(catalogue.extensions.map(row => row.extension)))
    yield* dates(catalogue.extensions.filter(row => row.extension === extension));
  // P21: what is accepted on becoming a customer must exist from the first day.
  if (!currentDocument(catalogue, 'policy', catalogue.from))
    yield contradiction('policy-without-document', 'policy', catalogue.from);
}

function hasPurpose(catalogue: Catalogue, { extension, recipient }: Extension): boolean {
  return catalogue.purposes.some(
    purpose =>
      purpose.opening.extension === extension &&
      purpose.recipients.some(shared => shared.recipient === recipient),
  );
}

function* dates(rows: readonly Extension[]): Iterable<Contradiction> {
  const dated = rows.filter(({ from, to }) => isDay(from) && (to === undefined || isDay(to)));
  const inOrder = dated.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  for (const [index, row] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (!next) return;
    if (row.to === undefined || next.from <= row.to)
      yield contradiction('extension-overlap', row.extension, row.from, next.from);
    else if (addDays(row.to, 1) !== next.from)
      yield contradiction('extension-gap', row.extension, row.to, next.from);
  }
}
