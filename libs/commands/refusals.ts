import type { Refusal } from '#libs/kernel';

/** Event of `refusal-<subject>` and `refusal-unlinked` ★: what was refused, by catalogue names only. */
export interface ProcessingRefused extends Refusal {
  /** Name of the command that was refused, such as `share`. */
  readonly command: string;
}

export interface RefusalEventData {
  ProcessingRefused: ProcessingRefused;
}

/** Stream of the refusals about a subject, or of those about nobody we know. */
export function refusalStream(subject: string | undefined): string {
  return `refusal-${subject ?? 'unlinked'}`;
}
