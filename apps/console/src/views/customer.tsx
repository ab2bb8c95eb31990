import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { CHOICES, type OwnerChoice } from '#features/mediation/codes';
import { REQUEST_KINDS, type RequestKind } from '#features/requests/codes';
import { data, since, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { useChoice } from '../ui/field';
import { Button, Card } from '../ui/kit';
import { useCatalogue } from '../ui/purpose';
import { Failure, Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { Tabs } from '../ui/tabs';
import { Value } from '../ui/value';
import { TakeFile } from './files';
import { OptionalValues } from './optional';
import { AboutHeld, Correct, Documents } from './subject-actions';
import {
  holdersOf,
  Links,
  Looked,
  nameOf,
  Received,
  RequestTable,
  ValueTable,
  type ListedRequest,
} from './subject';

/** What a customer looks for here is what the law gives them (Art. 15). */
const PURPOSE = 'data-subject-request';

export default function Customer(): ReactNode {
  const { me } = useApp();
  const { t } = useWords();
  return (
    <>
      {me.subject === undefined ? (
        <>
          <h1>{t('mine')}</h1>
          <p className="notice">{t('mine.unknown')}</p>
        </>
      ) : (
        <Mine subject={me.subject} />
      )}
      <Contact />
    </>
  );
}

/** Whom to ask, at the same place whatever is shown (WCAG 3.2.6, P20). */
function Contact(): ReactNode {
  const { t } = useWords();
  const { data: catalogue } = useCatalogue();
  if (catalogue === undefined) return null;
  const { contact } = catalogue.controller;
  return (
    <p className="fine">
      {t('mine.contact')} <a href={`mailto:${contact}`}>{contact}</a>
    </p>
  );
}

function Mine(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { api } = useApp();
  const { t } = useWords();
  const overview = useQuery({
    queryKey: ['mine', subject],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/overview', {
          params: { path: { subject }, query: { purpose: PURPOSE, ...since() } },
        }),
      ),
    staleTime: Infinity,
  });
  return (
    <Loaded query={overview} heading={t('mine')}>
      {mine => (
        <>
          <h1>
            {t('mine.of')} <bdi>{nameOf(mine.values)}</bdi>
          </h1>
          <p className="lead">{t('mine.what', { name: mine.controller.name })}</p>
          <div className="buttons">
            <Correct held={mine} by="application" />
            <AboutHeld held={mine}>
              <OptionalValues held={mine} />
            </AboutHeld>
            <Documents held={mine} />
            <TakeFile
              label={t('mine.register')}
              name="register.csv"
              from={`/v1/subjects/${subject}/register/export?format=csv&purpose=${PURPOSE}`}
            />
          </div>
          <Tabs
            label={t('mine')}
            name="part"
            tabs={[
              {
                id: 'held',
                title: t('held'),
                content: () => (
                  <Card title={t('held')}>
                    <ValueTable values={mine.values} holders={holdersOf(mine.sharings)} own />
                  </Card>
                ),
              },
              { id: 'links', title: t('links'), content: () => <Links of={mine} /> },
              { id: 'received', title: t('received'), content: () => <Received held={mine} /> },
              { id: 'looked', title: t('looked'), content: () => <Looked held={mine} /> },
              { id: 'requests', title: t('requests'), content: () => <OwnRequests subject={subject} /> },
              {
                id: 'mediations',
                title: t('mediations'),
                content: () => <OwnMediations subject={subject} />,
              },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}

function OwnRequests(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { api } = useApp();
  const { t, code, weekday, language } = useWords();
  const choice = useChoice();
  const requests = useQuery({
    queryKey: ['my-requests', subject],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/requests', {
          params: { path: { subject }, query: { limit: 100, ...since() } },
        }),
      ),
  });
  return (
    <Card
      title={t('requests')}
      aside={
        <Action
          name={`ask:${subject}`}
          label={t('mine.ask')}
          kind="main"
          fields={[
            choice('kind', 'what', REQUEST_KINDS, { text: id => code(`right-${id}`) }),
            { name: 'text', label: t('mine.say'), kind: 'lines' },
          ]}
          send={({ kind, text }, { header, query }) =>
            data(
              api.POST('/v1/subjects/{subject}/requests', {
                params: { path: { subject }, header, query },
                body: { kind: kind as RequestKind, language, ...(text ? { text } : {}) },
              }),
            )
          }
          preview={(_, { due }) =>
            due === undefined ? null : <p>{t('request.due', { day: weekday(due) })}</p>
          }
        />
      }
    >
      <Loaded query={requests}>
        {({ requests: rows }) => (
          <RequestTable rows={rows} answers={request => <Answer subject={subject} request={request} />} />
        )}
      </Loaded>
    </Card>
  );
}

/** What answers a request, to take along (Art. 15, 20). */
function Answer(props: { readonly subject: string; readonly request: ListedRequest }): ReactNode {
  const { subject, request } = props;
  const { t } = useWords();
  const { kind, status, request: id } = request;
  if (status === 'open' || (kind !== 'access' && kind !== 'portability')) return null;
  const at = `/v1/subjects/${subject}/requests/${id ?? ''}`;
  return (
    <span className="buttons">
      <TakeFile label={t('mine.json')} name={`${kind}.json`} from={`${at}/document?purpose=${PURPOSE}`} />
      {kind === 'access' ? null : (
        <TakeFile label={t('mine.vcard')} name="inzage.vcf" from={`${at}/vcard?purpose=${PURPOSE}`} />
      )}
    </span>
  );
}

function OwnMediations(props: { readonly subject: string }): ReactNode {
  const { subject } = props;
  const { api } = useApp();
  const { t, code, day } = useWords();
  const mediations = useQuery({
    queryKey: ['my-mediations', subject],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/mediations', {
          params: { path: { subject }, query: { limit: 100, ...since() } },
        }),
      ),
  });
  return (
    <Card title={t('mediations')}>
      <Loaded query={mediations}>
        {({ mediations: rows }) => (
          <Table
            caption={t('mediations')}
            rows={rows}
            keyOf={({ mediation }) => mediation}
            empty={t('mine.noMediations')}
            columns={[
              { name: t('term'), cell: ({ until }) => day(until) },
              {
                name: t('what'),
                heading: true,
                cell: ({ mediation }) => <OwnMediation subject={subject} mediation={mediation} />,
              },
              { name: t('status'), cell: ({ status, choice }) => code(choice ?? status) },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function OwnMediation(props: { readonly subject: string; readonly mediation: string }): ReactNode {
  const path = props;
  const { api } = useApp();
  const { t } = useWords();
  const choice = useChoice();
  const [shown, setShown] = useState<Schemas['OwnMediation']>();
  const [error, setError] = useState<unknown>();
  const read = async (): Promise<void> => {
    setError(undefined);
    const params = { path, query: { purpose: PURPOSE } };
    await data(api.GET('/v1/subjects/{subject}/mediations/{mediation}', { params })).then(setShown, setError);
  };
  if (shown === undefined)
    return (
      <>
        <Button kind="quiet" onPress={() => void read()}>
          {t('mine.who')}
        </Button>
        {error === undefined ? null : <Failure error={error} again={() => void read()} />}
      </>
    );
  return (
    <>
      <Value
        value={[shown.givenName, shown.familyName].filter(Boolean).join(' ') || undefined}
        erased={shown.erased}
      />
      <Value value={shown.message} erased={shown.erased} />
      {shown.status === 'ended' ? null : (
        <Action
          name={`choose:${props.mediation}`}
          label={t('mine.choose')}
          intro={<p>{t('mine.free')}</p>}
          fields={[choice('choice', 'choice', CHOICES, { initial: 'declined' })]}
          send={({ choice: chosen }, { header, query }) =>
            data(
              api.POST('/v1/subjects/{subject}/mediations/{mediation}/answer', {
                params: { path, header, query },
                body: { choice: chosen as OwnerChoice },
              }),
            )
          }
        />
      )}
    </>
  );
}
