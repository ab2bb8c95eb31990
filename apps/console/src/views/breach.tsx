import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import type { Said } from '../ui/differences';
import { Hours } from '../ui/hours';
import { Badge, Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
import { useNames } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Facts, Table } from '../ui/table';
import { Value } from '../ui/value';
import { Affected } from './breach-affected';
import { Letters } from './breach-letters';
import { Steps } from './breach-steps';
import { useBreachWords } from './breach-words';
import { TakeFile } from './files';

export type Shown = Schemas['Breach'];

/** A breach from its first sign to what was learned: the clock of 72 hours, the next step, what is on record (Art. 33, 34). */
export default function Breach(props: { readonly breach: string }): ReactNode {
  const path = { breach: props.breach };
  const { api } = useApp();
  const { t, code } = useWords();
  const look = (): Promise<Shown> => data(api.GET('/v1/breaches/{breach}', { params: { path } }));
  const shown = useQuery({ queryKey: ['breach', props.breach], queryFn: look, staleTime: Infinity });
  return (
    <>
      <p className="crumbs">
        <Link href="/console/work?list=breaches">{t('breaches')}</Link>
      </p>
      <Loaded query={shown} heading={code('breach')}>
        {breach => (
          <>
            <h1>
              {code('breach')} <code>{breach.breach.slice(0, 8)}</code>
            </h1>
            <Clock breach={breach} />
            <Acts key={breach.breach} breach={breach} look={look} />
            <What breach={breach} />
            {breach.assessment === undefined ? null : <Assessment of={breach.assessment} />}
            <Affected breach={breach} />
            <Letters breach={breach} />
            <Told breach={breach} />
            <File breach={breach} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** What can be done with it. Who was slower sees what another did, and decides upon that. */
function Acts(props: { readonly breach: Shown; readonly look: () => Promise<Shown> }): ReactNode {
  const { breach, look } = props;
  const says = useSays();
  const [seen, setSeen] = useState(breach);
  const lookAgain = async (): Promise<Shown> => {
    const now = await look();
    setSeen(now);
    return now;
  };
  return (
    <About shown={breach} look={lookAgain} says={says}>
      <Steps breach={breach} seen={seen.version > breach.version ? seen : breach} />
    </About>
  );
}

/** What may become otherwise of a breach. */
function useSays(): (breach: Shown) => Said {
  const { t, code, moment, number } = useWords();
  const words = useBreachWords();
  const names = useNames();
  const at = (time: string | undefined): string | undefined => time && moment(time);
  const last = (times: readonly string[]): string | undefined => at(times.at(-1));
  const codes = (all: readonly string[] | undefined): string | undefined => all?.map(words.code).join(', ');
  const count = (of: number | undefined): string | undefined => (of === undefined ? of : number(of));
  return breach => [
    [t('status'), code(breach.status)],
    [t('breach.description'), breach.description],
    [words.part('happenedAt'), at(breach.happenedAt)],
    [words.part('endedAt'), at(breach.endedAt)],
    [words.part('foundAt'), at(breach.foundAt)],
    [words.part('knownAt'), at(breach.knownAt)],
    [words.part('due'), at(breach.due)],
    [words.part('reportedAt'), at(breach.reportedAt)],
    [words.part('processor'), breach.processor && names.recipient(breach.processor)],
    [t('breach.assessment'), at(breach.assessment?.assessedAt)],
    [t('breach.risk'), breach.assessment && words.code(breach.assessment.risk)],
    [t('breach.riskReasons'), breach.assessment?.riskReasons],
    [words.part('natures'), codes(breach.assessment?.natures)],
    [words.part('causes'), codes(breach.assessment?.causes)],
    [words.part('persons'), codes(breach.assessment?.persons)],
    [words.part('data'), codes(breach.assessment?.data)],
    [words.part('numberOfPersons'), count(breach.assessment?.numberOfPersons)],
    [words.part('numberOfRecords'), count(breach.assessment?.numberOfRecords)],
    [words.part('consequences'), breach.assessment?.consequences],
    [words.part('taken'), breach.assessment?.measuresTaken],
    [words.part('proposed'), breach.assessment?.measuresProposed],
    [words.part('corrections'), last(breach.corrections.map(correction => correction.at))],
    [words.part('notifications'), last(breach.notifications.map(notification => notification.at))],
    [t('breach.letters'), last(breach.letters.map(({ writtenAt }) => writtenAt))],
    [t('breach.tell-persons'), last(breach.told.map(telling => telling.at))],
    [words.part('notTold'), breach.notTold && words.code(breach.notTold.ground)],
    [t('reason'), breach.notTold?.reason],
    [words.part('publicCommunication'), breach.notTold?.publicCommunication],
  ];
}

function Clock({ breach }: { readonly breach: Shown }): ReactNode {
  const { status, due, hoursLeft, late } = breach;
  const { t, code } = useWords();
  const tone = status === 'closed' || status === 'notified' ? 'good' : 'plain';
  return (
    <div className="lead">
      <Badge tone={tone}>{code(status)}</Badge>{' '}
      {hoursLeft === undefined || due === undefined ? null : (
        <>
          {t('breach.left')} <Hours until={due} />{' '}
        </>
      )}
      {late ? <Badge tone="bad">{t('breach.late')}</Badge> : null}
      {status === 'under-inquiry' ? t('breach.notKnown') : null}
    </div>
  );
}

function What({ breach }: { readonly breach: Shown }): ReactNode {
  const { t, moment } = useWords();
  const words = useBreachWords();
  const names = useNames();
  const { corrections, processor } = breach;
  const at = (time: string | undefined): string =>
    time === undefined ? words.part('unknown') : moment(time);
  return (
    <Card title={t('breach.what')}>
      <Value value={breach.description} erased={breach.erased} />
      <Facts
        facts={[
          [words.part('happenedAt'), at(breach.happenedAt)],
          [words.part('endedAt'), at(breach.endedAt)],
          [words.part('foundAt'), moment(breach.foundAt)],
          [words.part('knownAt'), at(breach.knownAt)],
          [words.part('due'), at(breach.due)],
          ...(breach.reportedAt === undefined
            ? []
            : [[words.part('reportedAt'), moment(breach.reportedAt)] as const]),
          ...(processor === undefined
            ? []
            : [[words.part('processor'), names.recipient(processor)] as const]),
        ]}
      />
      {corrections.length === 0 ? null : (
        <Table
          caption={words.part('corrections')}
          showCaption
          rows={corrections}
          keyOf={({ at: when }) => when}
          empty=""
          columns={[
            { name: t('when'), cell: ({ at: when }) => moment(when) },
            {
              name: t('reason'),
              heading: true,
              cell: ({ reason }) => <Value value={reason} erased={reason === undefined} />,
            },
          ]}
        />
      )}
    </Card>
  );
}

/** The elements of Art. 33(3). */
function Assessment({ of }: { readonly of: NonNullable<Shown['assessment']> }): ReactNode {
  const { t, moment, number } = useWords();
  const words = useBreachWords();
  const codes = (all: readonly string[]): string => all.map(words.code).join(', ');
  const text = (value: string | undefined): ReactNode => <Value value={value} erased={value === undefined} />;
  return (
    <Card title={t('breach.assessment')}>
      <p>
        <Badge tone={of.risk === 'high-risk' ? 'bad' : of.risk === 'risk' ? 'warning' : 'good'}>
          {words.code(of.risk)}
        </Badge>{' '}
        <span className="fine">{moment(of.assessedAt)}</span>
      </p>
      <Facts
        facts={[
          [words.part('natures'), codes(of.natures)],
          [words.part('causes'), codes(of.causes)],
          [words.part('persons'), codes(of.persons)],
          [words.part('data'), codes(of.data)],
          [
            words.part('numberOfPersons'),
            of.numberOfPersons === undefined ? '–' : number(of.numberOfPersons),
          ],
          [
            words.part('numberOfRecords'),
            of.numberOfRecords === undefined ? '–' : number(of.numberOfRecords),
          ],
          [words.part('consequences'), text(of.consequences)],
          [words.part('taken'), text(of.measuresTaken)],
          [words.part('proposed'), <Value value={of.measuresProposed} />],
          [t('breach.riskReasons'), text(of.riskReasons)],
        ]}
      />
    </Card>
  );
}

/** Whom it was told: the authority in phases (Art. 33), persons or why not (Art. 34). */
function Told({ breach }: { readonly breach: Shown }): ReactNode {
  const { t, moment, number } = useWords();
  const words = useBreachWords();
  const { notifications, told, notTold } = breach;
  return (
    <Card title={t('breach.told')}>
      <Table
        caption={words.part('notifications')}
        showCaption
        rows={notifications}
        keyOf={({ at }) => at}
        empty={t('breach.notNotified')}
        columns={[
          { name: t('when'), cell: ({ at }) => moment(at) },
          { name: t('reference'), heading: true, cell: ({ reference }) => <Value value={reference} /> },
          { name: t('channel'), cell: ({ channel }) => words.code(channel) },
          { name: words.part('complete'), cell: ({ complete }) => t(complete ? 'yes' : 'no') },
          {
            name: words.part('delayReasons'),
            wide: true,
            cell: ({ delayReasons }) => <Value value={delayReasons} />,
          },
        ]}
      />
      <Table
        caption={words.part('communication')}
        showCaption
        rows={told}
        keyOf={({ at, channel }) => at + channel}
        empty={t('breach.notTold')}
        columns={[
          { name: t('when'), cell: ({ at }) => moment(at) },
          { name: t('channel'), heading: true, cell: ({ channel }) => words.code(channel) },
          {
            name: words.part('number'),
            number: true,
            cell: ({ number: count }) => (count === undefined ? '–' : number(count)),
          },
        ]}
      />
      {notTold === undefined ? null : (
        <Facts
          facts={[
            [words.part('notTold'), words.code(notTold.ground)],
            [words.part('reason'), <Value value={notTold.reason} />],
            ...(notTold.publicCommunication === undefined
              ? []
              : [
                  [words.part('publicCommunication'), <Value value={notTold.publicCommunication} />] as const,
                ]),
          ]}
        />
      )}
    </Card>
  );
}

/** What the authority is given, as it stands now, and what was learned. */
function File({ breach }: { readonly breach: Shown }): ReactNode {
  const { t, language, moment } = useWords();
  const words = useBreachWords();
  const at = `/v1/breaches/${breach.breach}/file`;
  return (
    <Card
      title={words.part('title')}
      aside={
        <span className="buttons">
          <TakeFile label={t('breach.page')} name="breach.html" from={`${at}/page?language=${language}`} />
          <TakeFile label={t('breach.json')} name="breach.json" from={at} />
        </span>
      }
    >
      {breach.closedAt === undefined ? (
        <p>{t('breach.file')}</p>
      ) : (
        <Facts
          facts={[
            [t('breach.closed'), moment(breach.closedAt)],
            [words.part('learned'), <Value value={breach.learned} erased={breach.erased} />],
          ]}
        />
      )}
    </Card>
  );
}
