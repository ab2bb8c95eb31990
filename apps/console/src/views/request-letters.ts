import { DONE_LETTER, type LetterName, type RequestKind } from '#features/requests/codes';
import type { Schemas } from '../api/client';

/** The letter that a request is answered with, as far as it has come. */
export function letterOf({ kind, refusal, identity, extension, ...request }: Schemas['Request']): LetterName {
  if (refusal?.scope === 'whole') return 'refusal';
  if (identity === 'asked') return 'proof-asked';
  const carriedOut = request.trail.some(({ step }) => step === 'CarriedOut');
  if (kind === 'question') return 'question-answer';
  if (!carriedOut) return extension === undefined ? 'confirmation' : 'extension';
  return DONE_LETTER[kind as RequestKind];
}
