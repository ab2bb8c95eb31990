import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { CATALOGUE_WORDS, filledIn } from '../i18n/catalogue-words';
import { Count } from '../ui/count';
import { Paged, usePages } from '../ui/pages';
import { usePart } from '../ui/place';
import { Table } from '../ui/table';
import { SubjectLink } from '../ui/subject-link';
import { useDraftWords, useNamesIn } from './catalogue-changes';

type Draft = Schemas['CatalogueDraft'];
type Effect = Schemas['CatalogueCheck']['effects'][number];

/** What a draft does with data that is held now, of how many; each number leads to whom, and which one is in the address. */
export function Effects(props: { readonly draft: Draft; readonly effects: readonly Effect[] }): ReactNode {
  const { draft, effects } = props;
  const said = useDraftWords();
  const name = useEffectName(draft);
  const [params] = useSearchParams();
  const shown = effects.find(effect => effectOf(effect).toString() === effectIn(params));
  return (
    <>
      <Table
        caption={said('effects')}
        rows={effects}
        keyOf={({ code, purpose, recipient, field }) => [code, purpose, recipient, field].join(' ')}
        empty={said('noEffects')}
        columns={[
          {
            name: said('change'),
            heading: true,
            cell: name,
          },
          {
            name: said('subjects'),
            number: true,
            cell: effect => (
              <Count
                of="effects"
                count={effect.subjects}
                href={`/console/catalogue/drafts/${draft.draft}?${beside(params, effect)}`}
                current={effect === shown}
              />
            ),
          },
        ]}
      />
      {shown === undefined ? null : (
        <Concerned key={effectOf(shown).toString()} draft={draft} effect={shown} />
      )}
    </>
  );
}

function useEffectName(draft: Draft): (effect: Effect) => string {
  const { language } = useWords();
  const names = useNamesIn(draft.catalogue);
  return ({ code, purpose, recipient, field }) =>
    filledIn(CATALOGUE_WORDS[language][`effect.${code}`], {
      ...(purpose !== undefined && { purpose: names.purpose(purpose) }),
      ...(recipient !== undefined && { recipient: names.recipient(recipient) }),
      ...(field !== undefined && { field: names.field(field) }),
    });
}

/** An effect as an address names it, and as the service is asked for whom it concerns: by names of the catalogue. */
function effectOf({ code, purpose, recipient, field }: Effect): URLSearchParams {
  return new URLSearchParams({
    code,
    ...(purpose !== undefined && { processedFor: purpose }),
    ...(recipient !== undefined && { recipient }),
    ...(field !== undefined && { field }),
  });
}

const NAMES = ['code', 'processedFor', 'recipient', 'field'];

/** The address with another effect in it: what else it asks for stays. */
function beside(params: URLSearchParams, effect: Effect): string {
  const others = [...params].filter(([name]) => !NAMES.includes(name));
  return new URLSearchParams([...others, ...effectOf(effect)]).toString();
}

function effectIn(params: URLSearchParams): string {
  const parts = NAMES.flatMap(name => {
    const value = params.get(name);
    return value === null ? [] : [[name, value]];
  });
  return new URLSearchParams(parts).toString();
}

/** Whom one effect concerns, by pseudonym; who opens one of them says for what. */
function Concerned({ draft, effect }: { readonly draft: Draft; readonly effect: Effect }): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  const said = useDraftWords();
  const caption = `${said('subjects')}: ${useEffectName(draft)(effect)}`;
  const asked = effectOf(effect);
  const by = Object.fromEntries(asked) as { code: Effect['code'] };
  const place = usePart(asked.toString());
  const subjects = usePages(`concerned ${draft.digest} ${asked.toString()}`, ({ limit, cursor }) =>
    data(
      api.GET('/v1/catalogue/drafts/{draft}/subjects', {
        params: {
          path: { draft: draft.draft },
          query: { ...by, limit, ...(cursor !== undefined && { cursor }) },
        },
      }),
    ),
  );
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label={caption}>
      <Paged query={subjects}>
        {pages => (
          <Table
            caption={caption}
            showCaption
            rows={pages.flatMap(({ subjects: rows }) => rows)}
            keyOf={({ subject }) => subject}
            empty={t('none')}
            columns={[
              {
                name: t('subject'),
                heading: true,
                cell: ({ subject }) => <SubjectLink subject={subject} whole />,
              },
            ]}
          />
        )}
      </Paged>
    </div>
  );
}
