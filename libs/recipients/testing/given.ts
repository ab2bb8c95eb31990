import { DomainError } from '#libs/kernel';
import type { RecipientFormat } from '#libs/catalogue';
import { make, type RecipientPayload } from '../make';
import type { AskedDocument, Made, SharedData } from '../types';

export const SHARING = '0190f3a2-7c1b-8d4e-9f00-112233445566';

type PayloadOf<F extends RecipientFormat> = Extract<RecipientPayload, { format: F }>;

/** What is made in a format, with a document of it if one is asked for. */
export function made<F extends RecipientFormat>(
  format: F,
  data: SharedData,
  asked?: AskedDocument,
): Made<PayloadOf<F>> {
  return make(format, data, asked && { ...asked, sharing: SHARING }) as Made<PayloadOf<F>>;
}

/** The document alone. */
export function documentOf(format: RecipientFormat, data: SharedData, asked: AskedDocument): string {
  return made(format, data, asked).document!.text;
}

/** Why it cannot be made. */
export function refusal(what: () => unknown): { code: string; details: unknown } {
  try {
    what();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('it was made');
}
