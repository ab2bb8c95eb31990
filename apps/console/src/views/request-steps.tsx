import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action, type ActionField } from '../ui/action';
import { Card } from '../ui/kit';
import { letterOf, LETTERS, type LetterName } from './request-letters';

type Shown = Schemas['Request'];

function has(request: Shown, step: string): boolean {
  return request.trail.some(each => each.step === step);
}

type StepName =
  | 'ask-confirmation'
  | 'confirm'
  | 'verify'
  | 'reject-proof'
  | 'link'
  | 'carry-out'
  | 'send'
  | 'close'
  | 'ask-proof'
  | 'extend'
  | 'refuse';

/** What comes next, first, then what may be done besides. */
function stepsOf(request: Shown): { next: StepName[]; others: StepName[] } {
  const { status, channel, confirmation, identity, subject, refusal, kind } = request;
  if (status === 'closed') return { next: [], others: [] };
  if (status === 'answered') return { next: ['close'], others: [] };
  const others: StepName[] = ['send', 'extend', 'refuse', 'close'];
  if (channel === 'telephone' && confirmation === 'not-asked') return { next: ['ask-confirmation'], others };
  if (channel === 'telephone' && confirmation === 'asked') return { next: ['confirm'], others };
  if (identity === 'asked') return { next: ['verify', 'reject-proof'], others };
  const done = has(request, 'CarriedOut') || refusal !== undefined || kind === 'question';
  if (done) return { next: ['send'], others: ['close'] };
  const doubt: StepName[] = identity === 'not-asked' && channel !== 'application' ? ['ask-proof'] : [];
  if (subject === undefined) return { next: ['link'], others: [...doubt, ...others] };
  return { next: ['carry-out'], others: [...doubt, ...others] };
}

export function Steps(props: { readonly request: Shown }): ReactNode {
  const { request } = props;
  const { t } = useWords();
  const { next, others } = stepsOf(request);
  if (next.length === 0) return null;
  return (
    <Card title={t('next')}>
      <div className="buttons">
        {next.map(step => (
          <Step key={step} step={step} request={request} main />
        ))}
      </div>
      {others.length === 0 ? null : (
        <details>
          <summary>{t('others')}</summary>
          <div className="buttons">
            {others.map(step => (
              <Step key={step} step={step} request={request} main={false} />
            ))}
          </div>
        </details>
      )}
    </Card>
  );
}

const DOUBTS = [
  'sender-unknown',
  'signature-differs',
  'details-differ',
  'by-telephone',
  'on-behalf-of-another',
  'former-customer',
] as const;
const WAYS = [
  'identity-card-seen',
  'electronic-signature',
  'known-address-confirmed',
  'in-person',
  'mandate-seen',
] as const;
const REJECTIONS = ['details-do-not-match', 'unreadable', 'expired', 'no-mandate'] as const;
const REFUSALS = [
  'identity-not-shown',
  'manifestly-unfounded',
  'manifestly-excessive',
  'rights-of-others',
  'data-correct',
  'legal-duty',
  'legal-claims',
  'conditions-not-met',
  'compelling-grounds',
] as const;
const EXTENSIONS = ['complexity', 'number-of-requests'] as const;
const GROUNDS = ['accuracy-contested', 'unlawful', 'needed-for-claims', 'objection-pending'] as const;

interface StepProps {
  readonly request: Shown;
  readonly common: { readonly name: string; readonly label: string; readonly kind: 'main' | 'plain' };
}

function Step(props: {
  readonly step: StepName;
  readonly request: Shown;
  readonly main: boolean;
}): ReactNode {
  const { step, request, main } = props;
  const { t } = useWords();
  const Shows = STEPS[step];
  const kind = main ? 'main' : 'plain';
  return (
    <Shows
      request={request}
      common={{ name: `${step}:${request.request}`, label: t(`step.${step}`), kind }}
    />
  );
}

/** A choice of codes, the first of them chosen. */
function useChoice(): (name: string, label: string, ids: readonly string[], initial?: string) => ActionField {
  const { code } = useWords();
  return (name, label, ids, initial = ids[0]!) => ({
    name,
    label,
    kind: 'select',
    initial,
    options: ids.map(id => ({ id, text: code(id) })),
  });
}

function AskConfirmation({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      send={(_, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/ask-confirmation', {
            params: { path, header, query },
            body: {},
          }),
        )
      }
    />
  );
}

function Confirm({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={[select('channel', t('channel'), ['email', 'letter'])]}
      send={({ channel }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/confirm', {
            params: { path, header, query },
            body: { channel: channel as 'email' },
          }),
        )
      }
    />
  );
}

function AskProof({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      intro={<p>{t('proof.doubt')}</p>}
      fields={[select('reason', t('reason'), DOUBTS), { name: 'note', label: t('note'), kind: 'lines' }]}
      send={({ reason, note }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/ask-proof', {
            params: { path, header, query },
            body: { reason: reason as (typeof DOUBTS)[number], ...(note ? { note } : {}) },
          }),
        )
      }
    />
  );
}

function Verify({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={[select('how', t('how'), WAYS)]}
      send={({ how }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/verify', {
            params: { path, header, query },
            body: { how: how as (typeof WAYS)[number] },
          }),
        )
      }
    />
  );
}

function RejectProof({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={[select('reason', t('reason'), REJECTIONS)]}
      send={({ reason }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/reject-proof', {
            params: { path, header, query },
            body: { reason: reason as (typeof REJECTIONS)[number] },
          }),
        )
      }
    />
  );
}

function LinkSubject({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      intro={<p>{t('link.what')}</p>}
      fields={[{ name: 'subject', label: t('subject.id'), kind: 'text', required: true }]}
      send={({ subject = '' }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/link', {
            params: { path, header, query },
            body: { subject: subject.trim() },
          }),
        )
      }
    />
  );
}

function Extend({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={[
        select('reason', t('reason'), EXTENSIONS),
        { name: 'note', label: t('note'), kind: 'lines', required: true },
      ]}
      send={({ reason, note = '' }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/extend', {
            params: { path, header, query },
            body: { reason: reason as (typeof EXTENSIONS)[number], note },
          }),
        )
      }
    />
  );
}

function Refuse({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={[
        select('reason', t('reason'), REFUSALS),
        select('scope', t('scope'), ['whole', 'part']),
        { name: 'note', label: t('note'), kind: 'lines' },
      ]}
      send={({ reason, scope, note }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/refuse', {
            params: { path, header, query },
            body: {
              reason: reason as (typeof REFUSALS)[number],
              scope: scope as 'whole',
              ...(note ? { note } : {}),
            },
          }),
        )
      }
    />
  );
}

function Send({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={[
        select('letter', t('letter'), LETTERS, letterOf(request)),
        select('channel', t('channel'), ['email', 'letter', 'application']),
        { name: 'text', label: t('note'), kind: 'lines' },
      ]}
      send={({ letter, channel, text }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/send-letter', {
            params: { path, header, query },
            body: {
              letter: letter as LetterName,
              channel: channel as 'email',
              ...(text ? { text } : {}),
            },
          }),
        )
      }
    />
  );
}

function Close({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  const path = { request: request.request };
  return (
    <Action
      {...common}
      fields={request.status === 'answered' ? [] : [select('withdrawn', t('withdrawn'), ['yes'])]}
      send={(_, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/close', {
            params: { path, header, query },
            body: request.status === 'answered' ? {} : { withdrawn: true },
          }),
        )
      }
    />
  );
}

/** A request is carried out by what its kind asks: an answer, an erasure, a restriction, an objection upheld. */
function CarryOut({ request, common }: StepProps): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const select = useChoice();
  if (request.kind === 'rectification')
    return (
      <Link
        className="button main"
        href={`/console/subjects/${request.subject ?? ''}?request=${request.request}`}
      >
        {t('correct')}
      </Link>
    );
  const fields: ActionField[] =
    request.kind === 'restriction'
      ? [select('ground', t('ground'), GROUNDS)]
      : request.kind === 'objection'
        ? [{ name: 'purpose', label: t('purpose'), kind: 'text', required: true, help: t('objection.help') }]
        : [];
  return (
    <Action
      {...common}
      {...(request.kind === 'erasure' && { kind: 'danger' as const })}
      intro={<p>{t(request.kind === 'erasure' ? 'erase.what' : 'carryOut.what')}</p>}
      fields={fields}
      send={({ ground, purpose = '' }, { header, query }) =>
        data(
          api.POST('/v1/requests/{request}/carry-out', {
            params: { path: { request: request.request }, header, query },
            body:
              request.kind === 'erasure'
                ? { erase: {} }
                : request.kind === 'restriction'
                  ? { restrict: { ground: ground as (typeof GROUNDS)[number] } }
                  : request.kind === 'objection'
                    ? { object: { purpose } }
                    : {},
          }),
        )
      }
    />
  );
}

const STEPS: Readonly<Record<StepName, (props: StepProps) => ReactNode>> = {
  'ask-confirmation': AskConfirmation,
  confirm: Confirm,
  'ask-proof': AskProof,
  verify: Verify,
  'reject-proof': RejectProof,
  link: LinkSubject,
  extend: Extend,
  refuse: Refuse,
  send: Send,
  close: Close,
  'carry-out': CarryOut,
};
