import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { CATALOGUE_WORDS } from '../i18n/catalogue-words';
import { Action } from '../ui/action';
import type { Said } from '../ui/differences';
import { Badge, Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';
import { ChangeTable, useDraftWords, useNameSaid } from './catalogue-changes';
import { Effects } from './catalogue-effects';
import { DraftText } from './catalogue-text';

type Draft = Schemas['CatalogueDraft'];
type Checked = Schemas['CatalogueCheck'];

/** A draft of the next version: what it says otherwise, its check, its text; published by another officer (P21). */
export default function CatalogueDraft(props: { readonly draft: string }): ReactNode {
  const { api } = useApp();
  const { t, day, moment } = useWords();
  const said = useDraftWords();
  const path = { draft: props.draft };
  const look = (): Promise<Draft> => data(api.GET('/v1/catalogue/drafts/{draft}', { params: { path } }));
  const draft = useQuery({ queryKey: ['catalogue-draft', props.draft], queryFn: look });
  const says = ({ status, version, from, drafted, own }: Draft): Said => [
    [said('status'), said(status)],
    [said('name'), version],
    [said('firstDay'), day(from)],
    [said('kept'), `${moment(drafted)}, ${said(own ? 'own' : 'others')}`],
  ];
  return (
    <>
      <p className="crumbs">
        <Link href="/console/catalogue">{t('catalogue')}</Link>
      </p>
      <Loaded query={draft} heading={said('drafts')}>
        {shown => (
          <>
            <h1>{said('draft', { version: shown.version })}</h1>
            <p className="lead">
              <Badge tone={shown.status === 'published' ? 'good' : 'plain'}>{said(shown.status)}</Badge>{' '}
              {t('from')} {day(shown.from)} · {said('basedOn', { version: shown.basedOn })} · {said('kept')}{' '}
              {moment(shown.drafted)}, {said(shown.own ? 'own' : 'others')}
            </p>
            {shown.status === 'open' ? (
              <About shown={shown} look={look} says={says}>
                <Open draft={shown} />
              </About>
            ) : (
              <Card title={said('changes', { version: shown.basedOn })}>
                <ChangeTable
                  caption={said('changes', { version: shown.basedOn })}
                  changes={shown.changes}
                  catalogue={shown.catalogue}
                />
              </Card>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

/** One that is worked on: compared with the last version, whichever it was begun on. */
function Open({ draft }: { readonly draft: Draft }): ReactNode {
  const { api } = useApp();
  const said = useDraftWords();
  const path = { draft: draft.draft };
  const check = useQuery({
    queryKey: ['catalogue-check', draft.draft, draft.digest],
    queryFn: () => data(api.GET('/v1/catalogue/drafts/{draft}/check', { params: { path } })),
  });
  return (
    <>
      <Loaded query={check}>
        {checked => (
          <>
            <Card title={said('changes', { version: checked.since })}>
              <ChangeTable
                caption={said('changes', { version: checked.since })}
                changes={checked.changes}
                catalogue={draft.catalogue}
              />
            </Card>
            <Check draft={draft} checked={checked} />
            <Steps draft={draft} checked={checked} />
          </>
        )}
      </Loaded>
      <DraftText
        key={draft.draft}
        draft={draft}
        last={check.data?.since ?? draft.basedOn}
        faults={check.data?.faults ?? []}
      />
    </>
  );
}

interface CheckProps {
  readonly draft: Draft;
  readonly checked: Checked;
}

function Check({ draft, checked }: CheckProps): ReactNode {
  const { language, day } = useWords();
  const said = useDraftWords();
  const nameSaid = useNameSaid(draft.catalogue);
  const { faults, effects, earliest } = checked;
  return (
    <Card title={said('check')}>
      {faults.length === 0 ? (
        <p className="notice good">{said('fine', { day: day(earliest) })}</p>
      ) : (
        <Table
          caption={said('faults')}
          showCaption
          rows={faults}
          keyOf={({ code, names: of }) => `${code} ${of.join(' ')}`}
          empty=""
          columns={[
            { name: said('about'), heading: true, cell: ({ names: of }) => of.map(nameSaid).join(' · ') },
            { name: said('faults'), cell: ({ code }) => CATALOGUE_WORDS[language][`fault.${code}`] },
          ]}
        />
      )}
      <h3>{said('effects')}</h3>
      <Effects draft={draft} effects={effects} />
    </Card>
  );
}

/** What may be done with it now, and by whom. */
function Steps({ draft, checked }: CheckProps): ReactNode {
  const { api } = useApp();
  const { t, day } = useWords();
  const said = useDraftWords();
  const path = { draft: draft.draft };
  const outdated = draft.basedOn !== checked.since;
  const ready = !outdated && checked.faults.length === 0;
  return (
    <Card title={t('next')}>
      {outdated ? <p>{said('outdated', { version: checked.since })}</p> : null}
      {ready && draft.own ? <p>{said('second')}</p> : null}
      <div className="buttons">
        {ready && !draft.own ? (
          <Action
            name={`publish-draft:${draft.draft}`}
            label={said('publish')}
            kind="main"
            intro={<p>{said('publishWhat', { day: day(draft.from) })}</p>}
            send={(_, { header, query }) =>
              data(
                api.POST('/v1/catalogue/drafts/{draft}/publish', {
                  params: { path, header, query },
                  body: { check: checked.check },
                }),
              )
            }
          />
        ) : null}
        <Action
          name={`withdraw-draft:${draft.draft}`}
          label={said('withdraw')}
          send={(_, { header, query }) =>
            data(
              api.POST('/v1/catalogue/drafts/{draft}/withdraw', {
                params: { path, header, query },
                body: {},
              }),
            )
          }
        />
      </div>
    </Card>
  );
}
