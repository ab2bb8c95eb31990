import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, Refused, since } from '../api/client';
import { purpose, useApp, useKept } from '../app';
import { useWords } from '../i18n';
import { Button, Dialog } from '../ui/kit';
import { PurposeChoice } from '../ui/purpose';

/** Of whom the name is shown, and for which purpose it was asked. */
interface Shown {
  readonly purpose: string;
  readonly subjects: ReadonlySet<string>;
}

/**
 * Names in a list that goes by pseudonym. Each is a look at that person, on record for them to see: none is made before
 * somebody asks for it, and states what they look for (P04, P09, ADR 0058).
 */
export function useNamesOf(listed: readonly string[]): {
  /** Asks for all of the list that are not shown yet, and for what one looks where that is not stated. */
  readonly all: ReactNode;
  readonly of: (subject: string) => ReactNode;
} {
  const { t } = useWords();
  const stated = useKept(purpose);
  const [shown, setShown] = useState<Shown>();
  const [asked, setAsked] = useState<readonly string[]>();
  const known = shown !== undefined && shown.purpose === stated ? shown.subjects : new Set<string>();
  const show = (subjects: readonly string[], lookingFor: string | undefined): void => {
    if (lookingFor === undefined) return setAsked(subjects);
    setShown({ purpose: lookingFor, subjects: new Set([...known, ...subjects]) });
    setAsked(undefined);
  };
  const hidden = [...new Set(listed)].filter(subject => !known.has(subject));
  return {
    all: (
      <>
        {hidden.length === 0 ? null : (
          <Button kind="quiet" onPress={() => show(hidden, stated)}>
            {t('who.all', { count: hidden.length })}
          </Button>
        )}
        <Dialog title={t('purpose.ask')} open={asked !== undefined} onClose={() => setAsked(undefined)}>
          <p>{t('who.why')}</p>
          <PurposeChoice chosen={() => show(asked ?? [], purpose.get())} />
        </Dialog>
      </>
    ),
    of: subject =>
      stated !== undefined && known.has(subject) ? (
        <Name subject={subject} purpose={stated} />
      ) : (
        <Button
          kind="quiet"
          label={`${t('who.show')} ${subject.slice(0, 8)}`}
          onPress={() => show([subject], stated)}
        >
          {t('who.show')}
        </Button>
      ),
  };
}

function Name(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { subject, purpose: lookingFor } = props;
  const { api } = useApp();
  const { t, problem } = useWords();
  const name = useQuery({
    queryKey: ['name', subject, lookingFor],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/name', {
          params: { path: { subject }, query: { purpose: lookingFor, ...since() } },
        }),
      ),
    staleTime: Infinity,
    meta: { look: true },
  });
  if (name.data !== undefined) {
    const { givenName, familyName } = name.data;
    return (
      <Link href={`/console/subjects/${subject}`}>
        <bdi>{[givenName, familyName].filter(Boolean).join(' ') || t('who.none')}</bdi>
      </Link>
    );
  }
  if (name.error instanceof Refused) {
    const { code, title } = name.error.problem;
    return <em>{code === 'subject-erased' ? t('erased') : problem(code, title)}</em>;
  }
  if (name.error)
    return (
      <Button kind="quiet" onPress={() => void name.refetch()}>
        {t('again')}
      </Button>
    );
  return <span className="fine">…</span>;
}
