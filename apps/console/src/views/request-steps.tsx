import type { ReactNode } from 'react';
import { Link } from 'wouter';
import {
  EXTENSION_REASONS,
  LETTER_NAMES,
  PROOF_REASONS,
  PROOF_WAYS,
  REFUSAL_REASONS,
  REJECTION_REASONS,
  type ExtensionReason,
  type LetterName,
  type ProofReason,
  type ProofWay,
  type RefusalReason,
  type RejectionReason,
} from '#features/requests/codes';
import { RESTRICTION_GROUNDS, type RestrictionGround } from '#features/subjects/codes';
import { isOpenToObjection } from '#features/subjects/objectable';
import { data, type Schemas } from '../api/client';
import { every } from '../api/every';
import type { paths } from '../api/schema';
import { useApp } from '../app';
import { useWords, type Name } from '../i18n';
import { Action, type ActionField, type CommandAnswer, type Values } from '../ui/action';
import { bare } from '../ui/bare';
import { useCatalogue, useNames } from '../ui/purpose';
import { foundFor } from './find';
import { NextSteps } from './next-steps';
import { letterOf } from './request-letters';

type Shown = Schemas['Request'];

function has(request: Shown, step: string): boolean {
  return request.trail.some(each => each.step === step);
}

/** What can be done with a request, by the name that the API has for it. */
type StepName =
  | 'ask-confirmation'
  | 'confirm'
  | 'verify'
  | 'reject-proof'
  | 'link'
  | 'carry-out'
  | 'send-letter'
  | 'close'
  | 'ask-proof'
  | 'extend'
  | 'refuse';
type BodyOf<S extends StepName> =
  paths[`/v1/requests/{request}/${S}`]['post']['requestBody']['content']['application/json'];

/** Also in the address of a person's page. */
const PSEUDONYM = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const CONFIRMED_BY = every<BodyOf<'confirm'>['channel']>({ email: true, letter: true });
const SENT_BY = every<BodyOf<'send-letter'>['channel']>({ email: true, letter: true, application: true });
const SCOPES = every<BodyOf<'refuse'>['scope']>({ whole: true, part: true });

/** What comes next, first, then what may be done besides. */
function stepsOf(request: Shown): { next: StepName[]; others: StepName[] } {
  const { status, channel, confirmation, identity, subject, refusal, kind } = request;
  if (status === 'closed') return { next: [], others: [] };
  if (status === 'answered') return { next: ['close'], others: [] };
  const others: StepName[] = ['send-letter', 'extend', 'refuse', 'close'];
  if (channel === 'telephone' && confirmation === 'not-asked') return { next: ['ask-confirmation'], others };
  if (channel === 'telephone' && confirmation === 'asked') return { next: ['confirm'], others };
  if (identity === 'asked') return { next: ['verify', 'reject-proof'], others };
  const done = has(request, 'CarriedOut') || refusal !== undefined || kind === 'question';
  if (done) return { next: ['send-letter'], others: ['close'] };
  const doubt: StepName[] = identity === 'not-asked' && channel !== 'application' ? ['ask-proof'] : [];
  // Who is not known yet is linked once it is clear that it is they who ask (P08, P19).
  if (subject === undefined && identity !== 'verified') return { next: ['verify', 'ask-proof'], others };
  if (subject === undefined) return { next: ['link'], others };
  return { next: ['carry-out'], others: [...doubt, ...others] };
}

export function Steps(props: { readonly request: Shown }): ReactNode {
  const { request } = props;
  const { next, others } = stepsOf(request);
  return (
    <NextSteps
      next={next}
      others={others}
      button={(step, n) => <Step key={step} step={step} request={request} main={n === 0} />}
    />
  );
}

interface StepForm<S extends StepName> {
  readonly intro?: (request: Shown) => Name;
  readonly fields?: (request: Shown) => readonly StepField[];
  readonly body: (values: Values, request: Shown) => BodyOf<S>;
}

/** A field by the message that names it; of a choice the codes, the first of them chosen. */
type StepField = Omit<ActionField, 'label' | 'options' | 'help'> & {
  readonly label: Name;
  readonly help?: Name;
  readonly codes?: readonly string[];
  /** One of the purposes that can be objected to: what rests on a legitimate interest, and direct marketing (Art. 21(1), (2)). */
  readonly objectable?: true;
};

function choice(name: string, label: Name, codes: readonly string[], initial = codes[0]!): StepField {
  return { name, label, kind: 'select', codes, initial };
}

/** Reasons that a request of a kind can be refused for. */
function refusalsOf(kind: Shown['kind']): string[] {
  return Object.entries<readonly string[]>(REFUSAL_REASONS).flatMap(([reason, kinds]) =>
    kinds.includes(kind) ? [reason] : [],
  );
}

const NOTE = { name: 'note', label: 'note', kind: 'lines' } as const;

/** What each step takes, and what is sent. What is picked from a list is one of its codes. */
const FORMS: { readonly [S in StepName]: StepForm<S> } = {
  'ask-confirmation': { body: () => ({}) },
  confirm: {
    fields: () => [choice('channel', 'channel', CONFIRMED_BY)],
    body: ({ channel }) => ({ channel: channel as BodyOf<'confirm'>['channel'] }),
  },
  'ask-proof': {
    intro: () => 'proof.doubt',
    fields: () => [choice('reason', 'reason', PROOF_REASONS), NOTE],
    body: ({ reason, note }) => ({ reason: reason as ProofReason, ...(note && { note }) }),
  },
  verify: {
    fields: () => [choice('how', 'how', PROOF_WAYS)],
    body: ({ how }) => ({ how: how as ProofWay }),
  },
  'reject-proof': {
    fields: () => [choice('reason', 'reason', REJECTION_REASONS)],
    body: ({ reason }) => ({ reason: reason as RejectionReason }),
  },
  link: {
    intro: () => 'link.what',
    // Whom one found for it need not be copied.
    fields: ({ request }) => [
      { name: 'subject', label: 'subject.id', kind: 'text', required: true, initial: foundFor(request) },
    ],
    body: ({ subject = '' }) => ({ subject: PSEUDONYM.exec(subject)?.[0] ?? subject.trim() }),
  },
  extend: {
    fields: () => [choice('reason', 'reason', EXTENSION_REASONS), { ...NOTE, required: true }],
    body: ({ reason, note = '' }) => ({ reason: reason as ExtensionReason, note }),
  },
  refuse: {
    fields: ({ kind }) => [
      choice('reason', 'reason', refusalsOf(kind)),
      choice('scope', 'scope', SCOPES),
      NOTE,
    ],
    body: ({ reason, scope, note }) => ({
      reason: reason as RefusalReason,
      scope: scope as BodyOf<'refuse'>['scope'],
      ...(note && { note }),
    }),
  },
  'send-letter': {
    fields: request => [
      choice('letter', 'letter', LETTER_NAMES, letterOf(request)),
      choice('channel', 'channel', SENT_BY),
      { name: 'text', label: 'note', kind: 'lines' },
    ],
    body: ({ letter, channel, text }) => ({
      letter: letter as LetterName,
      channel: channel as BodyOf<'send-letter'>['channel'],
      ...(text && { text }),
    }),
  },
  close: {
    fields: ({ status }) => (status === 'answered' ? [] : [choice('withdrawn', 'withdrawn', ['yes'])]),
    body: (_, { status }) => (status === 'answered' ? {} : { withdrawn: true }),
  },
  /** By what its kind asks: an answer, an erasure, a restriction, an objection upheld. */
  'carry-out': {
    intro: ({ kind }) => (kind === 'erasure' ? 'erase.what' : 'carryOut.what'),
    fields: ({ kind }) => {
      if (kind === 'restriction') return [choice('ground', 'ground', RESTRICTION_GROUNDS)];
      if (kind !== 'objection') return [];
      return [{ name: 'purpose', label: 'purpose', kind: 'select', required: true, objectable: true }];
    },
    body: ({ ground, purpose = '' }, { kind }) => {
      if (kind === 'erasure') return { erase: {} };
      if (kind === 'restriction') return { restrict: { ground: ground as RestrictionGround } };
      return kind === 'objection' ? { object: { purpose } } : {};
    },
  },
};

function Step(props: {
  readonly step: StepName;
  readonly request: Shown;
  readonly main: boolean;
}): ReactNode {
  const { step, request, main } = props;
  const { api } = useApp();
  const { t, code } = useWords();
  const { data: catalogue } = useCatalogue();
  const names = useNames();
  const purposes = (catalogue?.purposes ?? [])
    .filter(isOpenToObjection)
    .map(({ id }) => ({ id: bare(id), text: names.purpose(id) }));
  // A correction is what the person's page does, with the request as its source.
  if (step === 'carry-out' && request.kind === 'rectification')
    return (
      <Link
        className="button main"
        href={`/console/subjects/${request.subject ?? ''}?request=${request.request}`}
      >
        {t('correct')}
      </Link>
    );
  const { intro, fields, body }: StepForm<StepName> = FORMS[step];
  const danger = step === 'carry-out' && request.kind === 'erasure';
  return (
    <Action<CommandAnswer>
      name={`${step}:${request.request}`}
      label={t(`step.${step}`)}
      kind={danger ? 'danger' : main ? 'main' : 'plain'}
      intro={intro && <p>{t(intro(request))}</p>}
      fields={(fields?.(request) ?? []).map(({ label, help, codes, objectable, ...field }) => ({
        ...field,
        label: t(label),
        ...(help && { help: t(help) }),
        ...(codes && { options: codes.map(id => ({ id, text: code(id) })) }),
        ...(objectable && { options: purposes }),
      }))}
      send={(values, { header, query }) =>
        data(
          // The form of the step makes the step's own body: for the client any of them will do.
          api.POST(`/v1/requests/{request}/${step}` as '/v1/requests/{request}/close', {
            params: { path: { request: request.request }, header, query },
            body: body(values, request) as BodyOf<'close'>,
          }),
        )
      }
    />
  );
}
