import { useState, type ReactNode } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button, Card } from '../ui/kit';
import { Loaded, More } from '../ui/states';
import { Table } from '../ui/table';
import { SubjectLink } from '../ui/subject-link';
import type { Shown } from './breach';
import { TakeFile } from './files';

/** Letters of a page, which print as one document. */
const PAGE = 50;

/** What persons are written (Art. 34(2)): each letter by its list, made for each person when it is looked at, and kept nowhere. */
export function Letters({ breach }: { readonly breach: Shown }): ReactNode {
  const { t, moment } = useWords();
  const [shown, setShown] = useState<string>();
  if (breach.letters.length === 0) return null;
  return (
    <Card title={t('breach.letters')}>
      <Table
        caption={t('breach.letters')}
        rows={breach.letters}
        keyOf={({ letter }) => letter}
        empty=""
        columns={[
          { name: t('when'), heading: true, cell: ({ writtenAt }) => moment(writtenAt) },
          { name: t('breach.letter.list'), cell: ({ part }) => t(`affected.${part}`) },
          { name: t('reference'), wide: true, cell: ({ letter }) => <code>{letter.slice(0, 8)}</code> },
          {
            name: t('next'),
            cell: ({ letter }) => <Button onPress={() => setShown(letter)}>{t('breach.letter.make')}</Button>,
          },
        ]}
      />
      {shown === undefined ? null : <Persons key={shown} breach={breach.breach} letter={shown} />}
    </Card>
  );
}

/** To whom it goes, a page at a time: each page prints as one PDF. Each person is looked at by it (P09). */
function Persons(props: { readonly breach: string; readonly letter: string }): ReactNode {
  const path = props;
  const { api } = useApp();
  const { t, code, language } = useWords();
  const pages = useInfiniteQuery({
    queryKey: ['breach-letters', props.letter],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) => {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const page = await data(
        api.GET('/v1/breaches/{breach}/letters/{letter}/persons', { params: { path, query } }),
      );
      return { ...page, cursor };
    },
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
    meta: { look: true },
  });
  const print = (cursor: string | undefined): string => {
    const query = new URLSearchParams({
      limit: String(PAGE),
      language,
      ...(cursor !== undefined && { cursor }),
    });
    return `/v1/breaches/${props.breach}/letters/${props.letter}/print?${query.toString()}`;
  };
  return (
    <Loaded query={pages}>
      {({ pages: all }) => (
        <>
          <p>{t('affected.count', { count: all[0]?.count ?? 0 })}</p>
          <Table
            caption={t('breach.letters')}
            rows={all.flatMap(({ persons }) => persons)}
            keyOf={({ subject }) => subject}
            empty={t('nobody')}
            columns={[
              {
                name: t('subject'),
                heading: true,
                cell: ({ subject }) => <SubjectLink subject={subject} whole />,
              },
              { name: t('language'), cell: ({ letter }) => (letter ? code(letter.language) : '–') },
              {
                name: t('status'),
                cell: ({ notWritten }) =>
                  notWritten === undefined ? t('breach.letter.made') : t(`breach.letter.${notWritten}`),
              },
            ]}
          />
          <div className="pager">
            {all.map(({ cursor }, n) => (
              <TakeFile
                key={cursor ?? ''}
                label={t('breach.letter.print', { page: n + 1 })}
                name={`letters-${n + 1}.pdf`}
                from={print(cursor)}
              />
            ))}
            <More of={pages} />
          </div>
        </>
      )}
    </Loaded>
  );
}
