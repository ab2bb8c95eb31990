import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, Refused, since, type Schemas } from '../api/client';
import { purpose, useApp, useKept } from '../app';
import { useWords } from '../i18n';
import { Button, Dialog } from '../ui/kit';
import { PurposeChoice } from '../ui/purpose';

/** Of whom the name is shown, and for which purpose it was asked. */
interface Shown {
  readonly purpose: string;
  readonly subjects: ReadonlySet<string>;
  /** The first of those that were asked for last. */
  readonly first: string | undefined;
}

type Found = UseQueryResult<Schemas['SubjectName']>;

/**
 * Names in a list that goes by pseudonym. Each is a look at that person, on record for them to see: none is made before
 * somebody asks for it, and states what they look for; who comes back to the list, or for something else, asks again
 * (P04, P09, ADR 0058).
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
  useEffect(() => setShown(was => (was?.purpose === stated ? was : undefined)), [stated]);
  const standing = shown?.purpose === stated ? shown : undefined;
  const found = useFound(standing);
  const show = (subjects: readonly string[], lookingFor: string | undefined): void => {
    if (lookingFor === undefined) return setAsked(subjects);
    const known = standing?.subjects ?? [];
    setShown({ purpose: lookingFor, subjects: new Set([...known, ...subjects]), first: subjects[0] });
    setAsked(undefined);
  };
  const hidden = [...new Set(listed)].filter(subject => !found.has(subject));
  return {
    all: (
      <>
        {hidden.length === 0 ? null : (
          <Button kind="quiet" {...asks(stated)} onPress={() => show(hidden, stated)}>
            {t('who.all', { count: hidden.length })}
          </Button>
        )}
        <Dialog title={t('purpose.ask')} open={asked !== undefined} onClose={() => setAsked(undefined)}>
          <p>{t('who.why')}</p>
          <PurposeChoice chosen={() => show(asked ?? [], purpose.get())} />
        </Dialog>
      </>
    ),
    of: subject => (
      <Who
        subject={subject}
        found={found.get(subject)}
        first={standing?.first === subject}
        stated={stated}
        show={() => show([subject], stated)}
      />
    ),
  };
}

/** A button asks first where no purpose is stated. */
function asks(stated: string | undefined): { readonly opens?: 'dialog' } {
  return stated === undefined ? { opens: 'dialog' } : {};
}

/** What came of each name that was asked for; nothing of it is kept once it is not shown any more. */
function useFound(shown: Shown | undefined): ReadonlyMap<string, Found> {
  const { api } = useApp();
  const subjects = [...(shown?.subjects ?? [])];
  const found = useQueries({
    queries: subjects.map(subject => ({
      queryKey: ['name', subject, shown?.purpose],
      queryFn: () =>
        data(
          api.GET('/v1/subjects/{subject}/name', {
            params: { path: { subject }, query: { purpose: shown!.purpose, ...since() } },
          }),
        ),
      staleTime: Infinity,
      gcTime: 0,
      meta: { look: true },
    })),
  });
  return new Map(subjects.flatMap((subject, n) => (found[n] ? [[subject, found[n]]] : [])));
}

interface WhoProps {
  readonly subject: string;
  /** What came of its name; nothing where it was not asked for. */
  readonly found: Found | undefined;
  readonly first: boolean;
  readonly stated: string | undefined;
  readonly show: () => void;
}

/** A button, then the name in its place; the keyboard goes on from there. */
function Who({ subject, found, first, stated, show }: WhoProps): ReactNode {
  const { t } = useWords();
  const place = useRef<HTMLSpanElement>(null);
  const pressed = useRef(false);
  const status = found?.status;
  useEffect(() => {
    if (status === undefined || status === 'pending' || document.activeElement !== document.body) return;
    if (pressed.current || first) place.current?.querySelector<HTMLElement>('a, em, button')?.focus();
  }, [status, first]);
  return (
    <span ref={place}>
      {found === undefined ? (
        <Button
          kind="quiet"
          {...asks(stated)}
          label={`${t('who.show')} ${subject.slice(0, 8)}`}
          onPress={() => {
            pressed.current = true;
            show();
          }}
        >
          {t('who.show')}
        </Button>
      ) : (
        <Name subject={subject} found={found} />
      )}
    </span>
  );
}

function Name(props: { readonly subject: string; readonly found: Found }): ReactNode {
  const { subject, found } = props;
  const { t, problem } = useWords();
  if (found.data !== undefined) {
    const { givenName, familyName } = found.data;
    return (
      <Link href={`/console/subjects/${subject}`}>
        <bdi>{[givenName, familyName].filter(Boolean).join(' ') || t('who.none')}</bdi>
      </Link>
    );
  }
  if (found.error instanceof Refused) {
    const { code, title } = found.error.problem;
    return <em tabIndex={-1}>{code === 'subject-erased' ? t('erased') : problem(code, title)}</em>;
  }
  if (found.error)
    return (
      <Button kind="quiet" onPress={() => void found.refetch()}>
        {t('again')}
      </Button>
    );
  return <span className="fine">…</span>;
}
