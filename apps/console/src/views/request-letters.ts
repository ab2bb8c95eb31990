import type { Schemas } from '../api/client';

export const LETTERS = [
  'confirmation',
  'confirmation-asked',
  'proof-asked',
  'extension',
  'refusal',
  'access-answer',
  'portability-answer',
  'rectification-done',
  'erasure-done',
  'restriction-done',
  'objection-done',
  'question-answer',
  'nothing-held',
] as const;
export type LetterName = (typeof LETTERS)[number];

/** The letter that a request is answered with, as far as it has come. */
export function letterOf({ kind, refusal, identity, extension, ...request }: Schemas['Request']): LetterName {
  if (refusal?.scope === 'whole') return 'refusal';
  if (identity === 'asked') return 'proof-asked';
  const carriedOut = request.trail.some(({ step }) => step === 'CarriedOut');
  if (kind === 'question') return 'question-answer';
  if (!carriedOut) return extension === undefined ? 'confirmation' : 'extension';
  return kind === 'access' || kind === 'portability'
    ? `${kind}-answer`
    : `${kind as 'erasure' | 'rectification' | 'restriction' | 'objection'}-done`;
}
