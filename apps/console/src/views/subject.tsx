import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, Refused, since, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Badge, Card } from '../ui/kit';
import { bare } from '../ui/bare';
import { ForPurpose, useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Facts, Table } from '../ui/table';
import { Tabs } from '../ui/tabs';
import { Value } from '../ui/value';
import { EntryTable } from './register';
import { Duties } from './duties';
import { Erasure } from './erasure';
import { Approve, SubjectActions } from './subject-actions';
import { AsOf } from './subject-as-of';

/** All that is held on a person, as the API documents it. */
export type Held = Schemas['AccessDocument'];
type HeldValue = Held['values'][number];

export default function Subject(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { t } = useWords();
  return (
    <>
      <p className="crumbs">
        <Link href="/console/find">{t('find')}</Link>
      </p>
      <ForPurpose heading={`${t('subject')} ${subject.slice(0, 8)}`}>
        {purpose => <Person key={purpose} subject={subject} purpose={purpose} />}
      </ForPurpose>
    </>
  );
}

function Person(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { subject, purpose } = props;
  const { api, me } = useApp();
  const { t } = useWords();
  const officer = me.roles.includes('privacy-officer');
  if (!officer) return <RecordOnly subject={subject} purpose={purpose} />;
  const overview = useQuery({
    queryKey: ['overview', subject, purpose],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/overview', {
          params: { path: { subject }, query: { purpose, ...since() } },
        }),
      ),
    // Each look is recorded: none is made without being asked for.
    staleTime: Infinity,
  });
  if (overview.error instanceof Refused && overview.error.problem.code === 'subject-erased')
    return <Erased subject={subject} purpose={purpose} />;
  return (
    <Loaded query={overview} heading={t('subject')}>
      {shown => (
        <>
          <Head held={shown} />
          {shown.erasure ? <Erasure subject={subject} purpose={purpose} /> : null}
          <SubjectActions held={shown} />
          <Tabs
            label={t('subject')}
            name="part"
            tabs={[
              { id: 'held', title: t('held'), content: () => <Values held={shown} /> },
              {
                id: 'as-of',
                title: t('register.asOf'),
                content: () => <AsOf subject={subject} purpose={purpose} />,
              },
              { id: 'links', title: t('links'), content: () => <Links of={shown} /> },
              { id: 'received', title: t('received'), content: () => <Received held={shown} /> },
              { id: 'duties', title: t('duties'), content: () => <Duties subject={subject} /> },
              { id: 'looked', title: t('looked'), content: () => <Looked held={shown} /> },
              { id: 'line', title: t('line'), content: () => <Line subject={subject} purpose={purpose} /> },
              { id: 'requests', title: t('requests'), content: () => <Requests subject={subject} /> },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}

/** Of who is erased the register stays, and says so. */
function Erased(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { t, problem } = useWords();
  return (
    <>
      <h1>
        {t('subject')} {props.subject.slice(0, 8)}
      </h1>
      <p className="notice good">{problem('subject-erased', '')}</p>
      <Erasure {...props} />
      <Duties subject={props.subject} />
      <Line {...props} />
    </>
  );
}

function RecordOnly(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { subject, purpose } = props;
  const { api } = useApp();
  const { t } = useWords();
  const record = useQuery({
    queryKey: ['record', subject, purpose],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/record', {
          params: { path: { subject }, query: { purpose, ...since() } },
        }),
      ),
    staleTime: Infinity,
  });
  return (
    <Loaded query={record} heading={t('subject')}>
      {shown => (
        <>
          <h1>
            {t('subject')} {subject.slice(0, 8)}
          </h1>
          <Card title={t('actions')}>
            <div className="buttons">
              <Approve subject={subject} values={shown.values} />
            </div>
          </Card>
          <RecordShown title={t('held')} record={shown} />
        </>
      )}
    </Loaded>
  );
}

/** A record: its values with who holds them, and what else is in it. */
export function RecordShown(props: {
  readonly title: string;
  readonly record: Schemas['CustomerRecord'];
}): ReactNode {
  const { title, record } = props;
  const holders = useHoldersIn(record);
  return (
    <>
      <Card title={title}>
        <ValueTable values={record.values} holders={holders} />
      </Card>
      <Links of={record} />
    </>
  );
}

export function nameOf(values: readonly HeldValue[]): string {
  const of = (field: string): string => {
    const found = values.find(
      value => value.field === field && value.replaced === undefined && value.value !== undefined,
    );
    return typeof found?.value === 'string' ? found.value : '';
  };
  return [of('givenName'), of('familyName')].filter(Boolean).join(' ') || '–';
}

function Head(props: { readonly held: Held }): ReactNode {
  const { held } = props;
  const { t, code, moment } = useWords();
  return (
    <>
      <h1>
        <bdi>{nameOf(held.values)}</bdi>
      </h1>
      <p className="lead">
        {code(held.kind)} · {t('registered')} {moment(held.registered)} · {t('version')} {held.version}{' '}
        {held.restrictions.length > 0 ? <Badge tone="warning">{t('restricted')}</Badge> : null}{' '}
        {held.objections.length > 0 ? <Badge tone="warning">{t('objected')}</Badge> : null}{' '}
        {held.erasure ? (
          <Badge tone="bad">
            {t('erased')} {moment(held.erasure.begun)}
          </Badge>
        ) : null}
      </p>
    </>
  );
}

function Values(props: { readonly held: Held }): ReactNode {
  const { t } = useWords();
  return (
    <Card title={t('held')}>
      <ValueTable values={props.held.values} holders={holdersOf(props.held.sharings)} />
    </Card>
  );
}

/** Who received which versions of what is held for a purpose. */
interface Holder {
  readonly name: string;
  readonly purpose: string;
  readonly versions: Readonly<Record<string, number>>;
}

/** Of sharings that arrived. */
export function holdersOf(sharings: Held['sharings']): readonly Holder[] {
  return sharings
    .filter(({ failed }) => failed === undefined)
    .map(({ received, purpose, versions }) => ({ name: received.name, purpose, versions }));
}

/** Of a record, which has the last sharing with each. */
function useHoldersIn({ recipients }: Schemas['CustomerRecord']): readonly Holder[] {
  const names = useNames();
  return recipients.map(({ recipient, instance, purpose, versions }) => ({
    name: names.recipient(recipient, instance),
    purpose,
    versions,
  }));
}

/** Each value with where it comes from, what for, how long, and who holds it. */
export function ValueTable(props: {
  readonly values: readonly HeldValue[];
  readonly holders: readonly Holder[];
  /** Whether it is the reader's own. */
  readonly own?: boolean;
}): ReactNode {
  const { values, own = false } = props;
  const { t, code, moment, day, duration } = useWords();
  const names = useNames();
  const holders = ({ field, version, purpose }: HeldValue): string => {
    const all = props.holders.filter(
      each => each.versions[field] === version && bare(each.purpose) === bare(purpose),
    );
    return [...new Set(all.map(({ name }) => name))].join(', ');
  };
  return (
    <Table
      caption={t('held')}
      rows={values}
      keyOf={({ field, purpose, version, since: from }) => `${field} ${purpose} ${version} ${from}`}
      empty={t('held.nothing')}
      columns={[
        { name: t('field'), heading: true, cell: ({ field }) => names.field(field) },
        {
          name: t('value'),
          cell: ({ value, erased, leftOut, replaced }) => (
            <>
              <Value value={value} erased={erased} leftOut={leftOut} />
              {replaced === undefined ? null : <small>{t('earlierValue')}</small>}
            </>
          ),
        },
        {
          name: t('purpose'),
          cell: ({ purpose, basis }) => (
            <>
              {names.purpose(purpose)}
              <small>{code(basis)}</small>
            </>
          ),
        },
        {
          name: t('source'),
          cell: ({ source, since: from }) => (
            <>
              {own && source === 'subject' ? t('yourself') : code(source)}
              <small>{moment(from)}</small>
            </>
          ),
        },
        // A record does not say how long: all that is held on a person does.
        ...(values.some(({ kept }) => kept !== undefined)
          ? [
              {
                name: t('kept'),
                cell: ({ kept }: HeldValue) =>
                  kept === undefined
                    ? '–'
                    : kept.until === undefined
                      ? `${duration(kept.duration)} ${code(kept.after)}`
                      : `${t('until')} ${day(kept.until)}`,
              },
            ]
          : []),
        {
          name: t('holders'),
          wide: true,
          cell: each => holders(each) || t('nobody'),
        },
      ]}
    />
  );
}

/** Names, services, what was accepted, and what stands in the way of using it. */
export function Links(props: { readonly of: Held | Schemas['CustomerRecord'] }): ReactNode {
  const { links, services, documents, payment, restrictions, objections } = props.of;
  const { t, code, day, moment } = useWords();
  const names = useNames();
  return (
    <Card title={t('links')}>
      <Table
        caption={t('links')}
        rows={links}
        keyOf={({ kind, role = '', since: from }) => `${kind} ${role} ${from}`}
        empty={t('links.none')}
        columns={[
          {
            name: t('kind'),
            heading: true,
            cell: ({ kind, role }) => (
              <>
                {code(kind)}
                {role === undefined ? '' : `, ${code(role)}`}
              </>
            ),
          },
          { name: t('value'), cell: ({ value, erased }) => <Value value={value} erased={erased} /> },
          { name: t('since'), cell: ({ since: from }) => moment(from) },
        ]}
      />
      <Facts
        facts={[
          [
            t('services'),
            services
              .map(
                ({ type, from, endsOn }) =>
                  `${code(type)} (${day(from)}${endsOn === undefined ? '' : ` – ${day(endsOn)}`})`,
              )
              .join(', ') || '–',
          ],
          [
            t('documents'),
            documents.map(({ document, version }) => `${names.document(document)} ${version}`).join(', ') ||
              '–',
          ],
          [t('payment'), payment === undefined ? '–' : code(payment.method)],
          [t('restrictions'), restrictions.map(({ ground }) => code(ground)).join(', ') || '–'],
          [
            t('objections'),
            objections
              .map(({ purpose, status }) => `${names.purpose(purpose)}: ${code(status)}`)
              .join(', ') || '–',
          ],
        ]}
      />
    </Card>
  );
}

export function Received(props: { readonly held: Held }): ReactNode {
  const { sharings, disclosures } = props.held;
  const { t, moment } = useWords();
  const names = useNames();
  return (
    <Card title={t('received')}>
      <Table
        caption={t('received')}
        rows={sharings}
        keyOf={({ sharing }) => sharing}
        empty={t('received.nobody')}
        columns={[
          { name: t('when'), cell: ({ at }) => moment(at) },
          { name: t('recipient'), heading: true, cell: ({ received }) => received.name },
          { name: t('purpose'), cell: ({ purpose }) => names.purpose(purpose) },
          { name: t('fields'), cell: ({ versions }) => Object.keys(versions).map(names.field).join(', ') },
          { name: t('status'), cell: ({ failed }) => (failed === undefined ? t('arrived') : t('failed')) },
        ]}
      />
      {disclosures.length === 0 ? null : (
        <Table
          caption={t('disclosures')}
          showCaption
          rows={disclosures}
          keyOf={({ at, body }) => at + body}
          empty=""
          columns={[
            { name: t('when'), cell: ({ at }) => moment(at) },
            { name: t('body'), heading: true, cell: ({ name }) => name },
            { name: t('fields'), cell: ({ fields }) => fields.map(names.field).join(', ') },
          ]}
        />
      )}
    </Card>
  );
}

export function Looked(props: { readonly held: Held }): ReactNode {
  const { looks, signIns } = props.held;
  const { t, code, moment } = useWords();
  const names = useNames();
  return (
    <Card title={t('looked')}>
      <Table
        caption={t('looked')}
        rows={looks.map((look, i) => ({ ...look, i }))}
        keyOf={({ time, i }) => `${time} ${i}`}
        empty={t('looked.nobody')}
        columns={[
          { name: t('when'), cell: ({ time }) => moment(time) },
          { name: t('what'), heading: true, cell: ({ kind, view }) => code(view ?? kind) },
          { name: t('who'), cell: ({ role }) => code(role) },
          {
            name: t('purpose'),
            cell: ({ purpose }) => (purpose === undefined ? '' : names.purpose(purpose)),
          },
        ]}
      />
      {signIns.length === 0 ? null : (
        <Table
          caption={t('signIns')}
          showCaption
          rows={signIns}
          keyOf={({ time }) => time}
          empty=""
          columns={[
            { name: t('when'), cell: ({ time }) => moment(time) },
            {
              name: t('ipAddress'),
              heading: true,
              cell: ({ ipAddress, erased }) => <Value value={ipAddress} erased={erased} />,
            },
          ]}
        />
      )}
    </Card>
  );
}

function Line(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { subject, purpose } = props;
  const { api } = useApp();
  const { t } = useWords();
  const line = useQuery({
    queryKey: ['register-of', subject, purpose],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/register', {
          params: { path: { subject }, query: { purpose, limit: 200, ...since() } },
        }),
      ),
    staleTime: Infinity,
  });
  return (
    <Card
      title={t('line')}
      aside={<Link href={`/console/register?subject=${subject}`}>{t('register')}</Link>}
    >
      <Loaded query={line}>{({ entries }) => <EntryTable entries={entries} />}</Loaded>
    </Card>
  );
}

function Requests(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { api } = useApp();
  const { t } = useWords();
  const requests = useQuery({
    queryKey: ['requests-of', subject],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/requests', {
          params: { path: { subject }, query: { limit: 100, ...since() } },
        }),
      ),
  });
  return (
    <Card title={t('requests')}>
      <Loaded query={requests}>{({ requests: rows }) => <RequestTable rows={rows} />}</Loaded>
    </Card>
  );
}

export type ListedRequest = Schemas['RequestPage']['requests'][number];

export function RequestTable(props: {
  readonly rows: readonly ListedRequest[];
  /** For whom asked: what answers each. Others are led to the page of each. */
  readonly answers?: (request: ListedRequest) => ReactNode;
}): ReactNode {
  const { rows, answers } = props;
  const { t, code, moment, day } = useWords();
  return (
    <Table
      caption={t('requests')}
      rows={rows}
      keyOf={({ request, matter }) => (request ?? matter)!}
      empty={t('requests.none')}
      columns={[
        { name: t('term'), cell: ({ due }) => (due === undefined ? t('term.none') : day(due)) },
        {
          name: t('what'),
          heading: true,
          cell: ({ request, matter, kind }) => {
            const to = request === undefined ? `/console/matters/${matter!}` : `/console/requests/${request}`;
            return answers ? code(`right-${kind}`) : <Link href={to}>{code(`right-${kind}`)}</Link>;
          },
        },
        { name: t('channel'), cell: ({ channel }) => code(channel) },
        { name: t('received.at'), cell: ({ received }) => moment(received) },
        { name: t('status'), cell: ({ status, outcome }) => code(outcome ?? status) },
        ...(answers ? [{ name: t('answer'), cell: answers }] : []),
      ]}
    />
  );
}
