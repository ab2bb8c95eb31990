import {
  DONE_LETTER,
  EXTENSION_REASONS,
  LETTER_NAMES,
  PROOF_REASONS,
  REFUSAL_REASONS,
  REQUEST_CHANNELS,
  REQUEST_KINDS,
  type LetterName,
  type RefusalReason,
  type RequestKind,
} from '#features/requests/codes';
import type { Registered } from '#features/requests/guards';
import { letterOf } from '#features/requests/letters/index';
import { initial } from '#features/requests/state';
import { madeOf, type Preview } from '../preview';
import { catalogue, NOW, PERSON, REFERENCE, TODAY } from './example';

const CONTENT = '5ab1ec70-0000-8000-8000-000000000002';
const SUBJECT = '5ab1ec70-0000-8000-8000-000000000003';
const TEXT = 'Vrije tekst. Texte libre. Free text.';

interface Case {
  /** What tells it from other cases of the same letter. */
  readonly of?: string;
  readonly more?: Partial<Registered>;
  readonly told?: readonly string[];
}

/** A letter of a request to which everything happened that it could tell of. */
function preview(letter: LetterName, { of, more, told }: Case = {}): Preview {
  const kind = kindOf(letter);
  const state: Registered = {
    ...initial,
    id: REFERENCE,
    kind,
    channel: 'email',
    requester: 'customer',
    ...(letter !== 'nothing-held' && { subject: SUBJECT }),
    receivedAt: '2026-03-02T09:00:00Z',
    status: 'open',
    content: { event: CONTENT, sealed: {} as never },
    clock: { due: '2026-04-02', unpaused: '2026-04-02', holidays: 'BE/1' },
    confirmation: 'asked',
    executions: { [SUBJECT]: { act: 'disclose', status: 'done' } },
    ...more,
  };
  return {
    name: of === undefined ? letter : `${letter}.${of}`,
    make: (language, words) =>
      madeOf(
        letterOf(
          {
            state: words ? { ...state, letters: { [letter]: { on: TODAY, language, words } } } : state,
            events: [],
            valuesOf: event => (event === CONTENT ? PERSON : undefined),
          },
          letter,
          { catalogue, now: NOW, language, text: TEXT, told },
        ),
      ),
  };
}

function kindOf(letter: LetterName): RequestKind {
  return REQUEST_KINDS.find(kind => DONE_LETTER[kind] === letter) ?? 'access';
}

const refusal = (reason: RefusalReason, scope: 'whole' | 'part'): Partial<Registered> => ({
  refusal: { reason, scope },
});

/** Cases of letters that read differently by what was decided; the others have one. */
const CASES: Readonly<Partial<Record<LetterName, readonly Case[]>>> = {
  confirmation: [
    ...REQUEST_KINDS.map(kind => ({ of: kind, more: { kind } })),
    ...REQUEST_CHANNELS.map(channel => ({ of: `by-${channel}`, more: { channel } })),
  ],
  'proof-asked': PROOF_REASONS.map(reason => ({ of: reason, more: { proof: { reason } } })),
  extension: EXTENSION_REASONS.map(reason => ({ of: reason, more: { extension: { reason, on: TODAY } } })),
  refusal: (Object.keys(REFUSAL_REASONS) as RefusalReason[]).flatMap(reason => [
    { of: reason, more: refusal(reason, 'whole') },
    { of: `${reason}.partly`, more: refusal(reason, 'part') },
  ]),
  'access-answer': [{}, { of: 'partly', more: refusal('rights-of-others', 'part') }],
  'rectification-done': [{}, { of: 'told', told: ['DNS Belgium', 'KBC'] }],
  'erasure-done': [
    {},
    { of: 'told', told: ['DNS Belgium'] },
    { of: 'partly', more: refusal('legal-duty', 'part') },
  ],
};

/** Every letter of a request. */
export const requests: readonly Preview[] = LETTER_NAMES.flatMap(letter =>
  (CASES[letter] ?? [{}]).map(each => preview(letter, each)),
);
