import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, fetched, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import type { Said } from '../ui/differences';
import { Badge, Button, Card, Select } from '../ui/kit';
import { About } from '../ui/meanwhile';
import { Failure, Loaded } from '../ui/states';
import { Facts, Table } from '../ui/table';
import { Value } from '../ui/value';
import { SubjectLink } from '../ui/subject-link';
import { LETTER_NAMES, type LetterName } from '#features/requests/codes';
import { found, sought, soughtBy } from './find';
import { How, Rule } from './how';
import { letterOf } from './request-letters';
import { Steps } from './request-steps';

type Shown = Schemas['Request'];
/** Why an officer looks at a request: it is what the purpose is for (P18, P19). */
const PURPOSE = 'data-subject-request';

export default function Request(props: { readonly request: string }): ReactNode {
  const { request } = props;
  const { api } = useApp();
  const { t, code } = useWords();
  const look = (): Promise<Shown> =>
    data(api.GET('/v1/requests/{request}', { params: { path: { request }, query: { purpose: PURPOSE } } }));
  const shown = useQuery({ queryKey: ['request', request], queryFn: look, staleTime: Infinity });
  const says = useSays();
  return (
    <>
      <p className="crumbs">
        <Link href="/console/work">{t('work')}</Link>
      </p>
      <Loaded query={shown} heading={code('request')}>
        {found => (
          <>
            <h1>{code(`right-${found.kind}`)}</h1>
            <Deadline request={found} />
            <About shown={found} look={look} says={says}>
              <Steps request={found} />
            </About>
            <Asked request={found} />
            <Letter key={letterOf(found)} request={found} />
            <Trail request={found} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** What may become otherwise of a request; what was done about it, by when. */
function useSays(): (request: Shown) => Said {
  const { t, code, weekday, moment } = useWords();
  return ({ outcome, status, deadline, subject, identity, confirmation, trail }) => [
    [t('status'), code(outcome ?? status)],
    [t('term'), deadline?.due && weekday(deadline.due)],
    [t('subject'), subject?.slice(0, 8)],
    [t('identity'), code(`identity-${identity}`)],
    [t('confirmation'), code(`confirmation-${confirmation}`)],
    ...trail.map(
      ({ time, step, actor }) => [code(stepOf(step)), `${moment(time)}, ${code(actor.role)}`] as const,
    ),
  ];
}

function Deadline(props: { readonly request: Shown }): ReactNode {
  const { request, deadline, status, outcome } = props.request;
  const { t, code, weekday } = useWords();
  return (
    <Card title={t('term')}>
      <p className="lead">
        <Badge tone={status === 'closed' ? 'good' : deadline?.overdue ? 'bad' : 'plain'}>
          {code(outcome ?? status)}
        </Badge>{' '}
        {deadline?.due === undefined ? t('term.none') : weekday(deadline.due)}
        {deadline?.overdue ? (
          <>
            {' '}
            <Badge tone="bad">{t('late')}</Badge>
          </>
        ) : null}
      </p>
      {deadline === undefined ? null : <How>{() => <Rule request={request} />}</How>}
    </Card>
  );
}

function Asked(props: { readonly request: Shown }): ReactNode {
  const { request } = props;
  const { t, code, moment } = useWords();
  return (
    <Card title={t('asked')}>
      <Facts
        facts={[
          [t('channel'), code(request.channel)],
          [t('received.at'), moment(request.receivedAt)],
          [
            t('subject'),
            request.subject === undefined ? (
              <Unknown request={request} />
            ) : (
              <SubjectLink subject={request.subject} />
            ),
          ],
          [t('identity'), code(`identity-${request.identity}`)],
          [t('confirmation'), code(`confirmation-${request.confirmation}`)],
          ...Object.entries(request.contact).map(
            ([name, value]) => [code(name), <Value key={name} value={value} />] as const,
          ),
          [t('text'), <Value value={request.text} erased={request.erased} />],
        ]}
      />
    </Card>
  );
}

/** Who asks is not known yet: the search begins with what the request tells of them, and nobody types it again. */
function Unknown(props: { readonly request: Shown }): ReactNode {
  const { contact, status, request } = props.request;
  const { t } = useWords();
  const by = soughtBy(contact);
  const lookUp = (): void => {
    sought.set(by);
    found.set({ request, subject: '' });
  };
  return (
    <>
      {t('subject.unknown')}
      {by === '' || status === 'closed' ? null : (
        <>
          {' '}
          <Link href="/console/find" onClick={lookUp}>
            {t('link.find')}
          </Link>
        </>
      )}
    </>
  );
}

/** Event types of a trail as codes. */
function stepOf(type: string): string {
  return `step-${type.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`;
}

/** A letter as it would go out today, before it does. */
function Letter(props: { readonly request: Shown }): ReactNode {
  const { request } = props;
  const { session } = useApp();
  const { t, code } = useWords();
  const [letter, setLetter] = useState<LetterName>(letterOf(request));
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  const read = async (): Promise<void> => {
    setError(undefined);
    setText(undefined);
    try {
      const query = new URLSearchParams({ format: 'text', purpose: PURPOSE });
      const path = `/v1/requests/${request.request}/letters/${letter}?${query.toString()}`;
      setText(await (await fetched(session, path)).text());
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Card title={t('letter.preview')}>
      <div className="row">
        <Select
          label={t('letter')}
          value={letter}
          options={LETTER_NAMES.map(id => ({ id, text: code(id) }))}
          onChange={id => setLetter(id as LetterName)}
        />
        <Button onPress={() => void read()}>{t('letter.read')}</Button>
      </div>
      {error === undefined ? null : <Failure error={error} />}
      {text === undefined ? null : (
        <pre className="letter" lang={request.language} tabIndex={0}>
          {text}
        </pre>
      )}
    </Card>
  );
}

function Trail(props: { readonly request: Shown }): ReactNode {
  const { t, code, moment } = useWords();
  return (
    <Card title={t('trail')}>
      <Table
        caption={t('trail')}
        rows={props.request.trail}
        keyOf={({ event }) => event}
        empty=""
        columns={[
          { name: t('when'), cell: ({ time }) => moment(time) },
          { name: t('what'), heading: true, cell: ({ step }) => code(stepOf(step)) },
          {
            name: t('who'),
            cell: ({ actor }) => (
              <>
                {code(actor.role)} {actor.id === undefined ? null : <code>{actor.id.slice(0, 8)}</code>}
              </>
            ),
          },
          { name: t('note'), wide: true, cell: ({ text }) => (text === undefined ? '' : <bdi>{text}</bdi>) },
        ]}
      />
    </Card>
  );
}
