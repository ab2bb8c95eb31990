import { useState, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { FINDINGS, REASONS } from '#features/erasure/codes';
import {
  LIFTING_REASONS,
  RESTRICTION_GROUNDS,
  type LiftingReason,
  type RestrictionGround,
} from '#features/subjects/codes';
import { data, since, type Schemas } from '../api/client';
import { every } from '../api/every';
import type { paths } from '../api/schema';
import { purpose, useApp, useKept } from '../app';
import { useWords, type Words } from '../i18n';
import { Action, type ActionField, type Values } from '../ui/action';
import type { Said } from '../ui/differences';
import { useChoice } from '../ui/field';
import { Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
import { useNames } from '../ui/purpose';
import { linesOf } from '../ui/value';
import { addressFields, addressIn, isOtherAddress } from './address';
import { found, sought } from './find';
import type { Held } from './subject';
import { download, TakeFile } from './files';

type Acts = 'correct' | 'approve-erasure' | 'announce-lifting';
type BodyOf<P extends `/v1/subjects/{subject}/${Acts}`> =
  paths[P]['post']['requestBody']['content']['application/json'];
type Correction = BodyOf<'/v1/subjects/{subject}/correct'>['values'];
type GroundOfErasure = Omit<BodyOf<'/v1/subjects/{subject}/approve-erasure'>, 'scope'>;
type EraseReason = GroundOfErasure['reason'];
/** What one looks for who has stated nothing. */
const PURPOSE = 'data-subject-request';
type Field = Schemas['Catalogue']['fields'][number]['field'];
/** Fields of one line, which a form of one line can correct; what a sign-in brought is nobody's to correct. */
export const CORRECTABLE = every<Exclude<Field, 'address' | 'ipAddress'>>({
  familyName: true,
  givenName: true,
  telephone: true,
  email: true,
  language: true,
});
/** A correction that people carry out was asked for in writing (P18). */
const IN_WRITING = every<
  Exclude<BodyOf<'/v1/subjects/{subject}/correct'>['channel'], 'application' | 'telephone'>
>({
  email: true,
  letter: true,
});
type Announced = BodyOf<'/v1/subjects/{subject}/announce-lifting'>['channel'];
const ANNOUNCED = every<Announced>({ letter: true, email: true, application: true });

interface Props {
  readonly held: Held;
}

interface CorrectProps extends Props {
  readonly by: 'email' | 'application';
  /** The request that asks for it, where people carry it out. */
  readonly request?: string;
}

/** What an officer can do about a person; each is tried first, and says what would come of it. */
export function SubjectActions({ held }: Props): ReactNode {
  const { t } = useWords();
  // People correct for a request alone (P18, P19): its page leads here and names it.
  const [params] = useSearchParams();
  const request = params.get('request') ?? undefined;
  return (
    <Card title={t('actions')}>
      <div className="buttons">
        {request === undefined ? null : <Correct held={held} by="email" request={request} />}
        <AboutHeld held={held}>
          <Restrict held={held} />
          <Lift held={held} />
        </AboutHeld>
        <Documents held={held} />
        <Approve {...held} />
        <Erase held={held} />
      </div>
      {request === undefined ? (
        <p className="fine">
          {t('correct.byRequest')} <Link href="/console/work?list=requests">{t('requests')}</Link>
        </p>
      ) : null}
    </Card>
  );
}

/** The newest value of each field, as it stands; what was erased or is left out is none. */
function current({ values }: Pick<Held, 'values'>): Map<string, unknown> {
  return new Map(
    values
      .filter(({ replaced, value }) => replaced === undefined && value !== undefined)
      .sort((a, b) => a.version - b.version)
      .map(({ field, value }) => [field, value]),
  );
}

/** What actions on a person are about: each value as it stands, and what stands in the way of using it. */
export function AboutHeld(props: {
  readonly held: Held;
  /** Is given what somebody else made of it. */
  readonly looked?: (held: Held) => void;
  readonly children: ReactNode;
}): ReactNode {
  const { held, looked, children } = props;
  const { api } = useApp();
  const { t, code, country } = useWords();
  const names = useNames();
  const path = { subject: held.subject };
  const look = async (): Promise<Held> => {
    const params = { path, query: { purpose: purpose.get() ?? PURPOSE, ...since() } };
    const now = await data(api.GET('/v1/subjects/{subject}/overview', { params }));
    looked?.(now);
    return now;
  };
  const says = ({ restrictions, objections, erasure, ...rest }: Held): Said => [
    ...[...current(rest)].map(
      ([field, value]) => [names.field(field), linesOf(value, country).join(', ')] as const,
    ),
    [t('restrictions'), restrictions.map(({ ground }) => code(ground)).join(', ') || undefined],
    [t('objections'), objections.map(({ status }) => code(status)).join(', ') || undefined],
    [t('erasure'), erasure && t('erased')],
  ];
  return (
    <About shown={held} look={look} says={says}>
      {children}
    </About>
  );
}

/** Corrects what is held (Art. 16); where somebody was faster, says what they changed. */
export function Correct({ held: shown, by, request }: CorrectProps): ReactNode {
  const { api } = useApp();
  const words = useWords();
  const { t } = words;
  const choice = useChoice();
  const names = useNames();
  const [latest, setLatest] = useState(shown);
  const held = current(shown);
  const address = held.get('address') as Readonly<Record<string, string>> | undefined;
  const fields: ActionField[] = [
    ...CORRECTABLE.filter(field => held.has(field)).map((field): ActionField => ({
      name: field,
      label: names.field(field),
      kind: 'text',
      initial: linesOf(held.get(field))[0] ?? '',
    })),
    ...(address ? addressFields(words, address) : []),
    ...(by === 'email' ? [choice('channel', 'channel', IN_WRITING)] : []),
  ];
  const version = Math.max(latest.version, shown.version);
  return (
    <AboutHeld held={shown} looked={setLatest}>
      <Action
        name={`correct:${shown.subject}`}
        label={t('correct')}
        kind={by === 'application' ? 'main' : 'plain'}
        fields={fields}
        send={(values, { header, query }) =>
          data(
            api.POST('/v1/subjects/{subject}/correct', {
              params: {
                path: { subject: shown.subject },
                header: { ...header, 'If-Match': `"${version}"` },
                query,
              },
              body: {
                values: changed(values, held, words),
                ...(request !== undefined && { request }),
                channel:
                  by === 'application' ? 'application' : values.channel === 'letter' ? 'letter' : 'email',
              },
            }),
          )
        }
        preview={(values, { tell }) => (
          <>
            <Changed of={Object.entries(changed(values, held, words))} before={held} />
            {tell.length === 0 ? null : (
              <p>
                {t('correct.tell', {
                  names: tell
                    .map(({ recipient, instance }) => names.recipient(recipient, instance))
                    .join(', '),
                })}
              </p>
            )}
          </>
        )}
      />
    </AboutHeld>
  );
}

function changed(values: Values, held: ReadonlyMap<string, unknown>, words: Words): Correction {
  const out: Record<string, unknown> = {};
  for (const field of CORRECTABLE) {
    const text = values[field]?.trim();
    if (text !== undefined && text !== '' && text !== held.get(field)) out[field] = text;
  }
  const address = held.get('address');
  const typed = addressIn(values, words);
  if (address && isOtherAddress(typed, address as Readonly<Record<string, string>>)) out.address = typed;
  return out;
}

/** Values as they were, and as they are or would be. */
function Changed(props: {
  readonly of: readonly (readonly [field: string, value: unknown])[];
  readonly before: ReadonlyMap<string, unknown>;
}): ReactNode {
  const { country } = useWords();
  const names = useNames();
  return (
    <ul>
      {props.of.map(([field, value]) => (
        <li key={field}>
          {names.field(field)}:{' '}
          <del>
            <bdi>{linesOf(props.before.get(field), country).join(', ')}</bdi>
          </del>{' '}
          →{' '}
          <ins>
            <bdi>{linesOf(value, country).join(', ')}</bdi>
          </ins>
        </li>
      ))}
    </ul>
  );
}

function Restrict({ held }: Props): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const choice = useChoice();
  return (
    <Action
      name={`restrict:${held.subject}`}
      label={t('restrict')}
      intro={<p>{t('restrict.what')}</p>}
      fields={[choice('ground', 'ground', RESTRICTION_GROUNDS)]}
      send={({ ground }, { header, query }) =>
        data(
          api.POST('/v1/subjects/{subject}/restrict', {
            params: { path: { subject: held.subject }, header, query },
            body: { ground: ground as RestrictionGround },
          }),
        )
      }
    />
  );
}

/** Art. 18(3): the person is told before, for the reason that it is then lifted for. */
function Lift({ held }: Props): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const choice = useChoice();
  const looksFor = useKept(purpose) ?? PURPOSE;
  const { data: record } = useQuery({
    queryKey: ['record', held.subject, 'restrictions', looksFor],
    enabled: held.restrictions.length > 0,
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/record', {
          params: { path: { subject: held.subject }, query: { purpose: looksFor, ...since() } },
        }),
      ),
  });
  const standing = record?.restrictions[0];
  if (!standing || held.restrictions.length === 0) return null;
  const { restriction } = standing;
  const reason = choice('reason', 'reason', LIFTING_REASONS);
  return (
    <>
      <Action
        name={`announce-lifting:${restriction}`}
        label={t('announceLifting')}
        intro={<p>{t('announceLifting.what')}</p>}
        fields={[reason, choice('channel', 'channel', ANNOUNCED)]}
        send={(values, { header, query }) =>
          data(
            api.POST('/v1/subjects/{subject}/announce-lifting', {
              params: { path: { subject: held.subject }, header, query },
              body: {
                restriction,
                reason: values.reason as LiftingReason,
                channel: values.channel as Announced,
              },
            }),
          )
        }
        done={({ letter }) => {
          if (letter) download(new Blob([letter.html], { type: 'text/html' }), 'letter.html');
        }}
      />
      <Action
        name={`lift:${restriction}`}
        label={t('lift')}
        fields={[reason]}
        send={(values, { header, query }) =>
          data(
            api.POST('/v1/subjects/{subject}/lift-restriction', {
              params: { path: { subject: held.subject }, header, query },
              body: { restriction, reason: values.reason as LiftingReason },
            }),
          )
        }
      />
    </>
  );
}

/** Some erasures nobody decides on alone: somebody says so first, and an officer who is somebody else erases (P19). */
export function Approve({ subject, values: held }: Pick<Held, 'subject' | 'values'>): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const scope = useScope(held);
  const grounds = useGrounds();
  return (
    <Action
      name={`approve-erasure:${subject}`}
      label={t('approve')}
      intro={<p>{t('approve.what')}</p>}
      fields={[scope, ...grounds]}
      send={({ scope: part = 'subject', ...values }, { header, query }) =>
        data(
          api.POST('/v1/subjects/{subject}/approve-erasure', {
            params: { path: { subject }, header, query },
            body: {
              ...groundOf(values),
              ...(part !== 'subject' && { scope: { of: 'purpose', purpose: part } as const }),
            },
          }),
        )
      }
    />
  );
}

function Erase({ held }: Props): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const scope = useScope(held.values);
  const grounds = useGrounds();
  const client = useQueryClient();
  return (
    <Action
      name={`erase:${held.subject}`}
      label={t('erase')}
      kind="danger"
      intro={<p>{t('erase.what')}</p>}
      fields={[scope, ...grounds]}
      send={({ scope: part = 'subject', ...values }, { header, query }) =>
        data(
          api.POST('/v1/subjects/{subject}/erase', {
            params: { path: { subject: held.subject }, header, query },
            body: {
              ...groundOf(values),
              scope: part === 'subject' ? { of: 'subject' } : { of: 'purpose', purpose: part },
            },
          }),
        )
      }
      preview={(_, { kept = [] }) => <Keeps kept={kept} />}
      done={() => {
        // Nothing of the person is left in this page's memory either, for whoever goes back.
        sought.set('');
        found.set({ request: '', subject: '' });
        client.removeQueries({ type: 'inactive' });
      }}
    />
  );
}

/** What a law demands to be kept, and until when. */
export function Keeps(props: {
  readonly kept: readonly { readonly purpose: string; readonly period: string; readonly until: string }[];
}): ReactNode {
  const { t, day } = useWords();
  const names = useNames();
  if (props.kept.length === 0) return <p>{t('erase.all')}</p>;
  return (
    <>
      <p>{t('erase.kept')}</p>
      <ul>
        {props.kept.map(({ purpose, period, until }) => (
          <li key={purpose + period}>
            {names.purpose(purpose)} ({period}), {t('until')} {day(until)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The whole person, or what is held for one purpose. */
function useScope(values: Held['values']): ActionField {
  const { t } = useWords();
  const names = useNames();
  const purposes = [...new Set(values.map(({ purpose }) => purpose))];
  return {
    name: 'scope',
    label: t('erase.scope'),
    kind: 'select',
    initial: 'subject',
    options: [
      { id: 'subject', text: t('erase.whole') },
      ...purposes.map(id => ({ id, text: names.purpose(id) })),
    ],
  };
}

function useGrounds(): ActionField[] {
  const { t } = useWords();
  const choice = useChoice();
  return [
    choice('reason', 'reason', REASONS),
    choice('finding', 'finding', FINDINGS, { initial: '', asked: ({ reason }) => reason === 'unlawful' }),
    { name: 'law', label: t('law'), kind: 'text', asked: ({ reason }) => reason === 'legal-obligation' },
  ];
}

/** A ground with what it is stated with: a finding of what is unlawful, a law that demands it. */
function groundOf({ reason = '', finding, law }: Values): GroundOfErasure {
  return {
    reason: reason as EraseReason,
    ...(finding && { finding: finding as (typeof FINDINGS)[number] }),
    ...(law && { law }),
  };
}

/** What is held, as a page that prints. */
export function Documents({ held }: Props): ReactNode {
  const { t, language } = useWords();
  const query = new URLSearchParams({ language, purpose: PURPOSE });
  return (
    <TakeFile
      label={t('report')}
      name="inzage.html"
      from={`/v1/subjects/${held.subject}/report?${query.toString()}`}
    />
  );
}
