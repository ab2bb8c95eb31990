import { purposeOf, type Catalogue } from '#libs/catalogue';
import type { Refusal } from '#libs/kernel';

/** Event of `refusal-<subject>` and `refusal-unlinked` ★: what was refused, by catalogue names only. */
export interface ProcessingRefused extends Refusal {
  /** Name of the command that was refused, such as `share`. */
  readonly command: string;
}

export interface RefusalEventData {
  ProcessingRefused: ProcessingRefused;
}

/**
 * About whom a refusal stands on record. Of a purpose that nobody may look for it names nobody: that it was tried would
 * tell the person that there is a matter, such as an order that is secret (P16).
 */
export function refusedAbout(
  subject: string | undefined,
  { purpose }: Pick<Refusal, 'purpose'>,
  catalogue: Catalogue,
): string | undefined {
  const found = purpose === undefined ? undefined : purposeOf(catalogue, purpose);
  return found?.look === false ? undefined : subject;
}

/** Stream of the refusals about a subject, or of those about nobody we know. */
export function refusalStream(subject: string | undefined): string {
  return `refusal-${subject ?? 'unlinked'}`;
}
