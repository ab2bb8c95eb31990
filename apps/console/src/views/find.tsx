import { useEffect, useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, type Schemas } from '../api/client';
import { Kept, useApp, useKept } from '../app';
import { useWords } from '../i18n';
import { Button, Card, TextField } from '../ui/kit';
import { ForPurpose } from '../ui/purpose';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';

/** What was typed into the page's search: in memory, until something else is looked for. */
export const sought = new Kept('');

/** The request that one looks somebody up for, and the pseudonym of whom one then opened; in memory. */
export const found = new Kept({ request: '', subject: '' });

/** Looks for somebody who is not said to be the one that a request is of. */
export function soughtAlone(text: string): void {
  sought.set(text.trim());
  found.set({ request: '', subject: '' });
}

/** Whom one opened since one began to look somebody up for a request; else nobody: `''`. */
export function foundFor(request: string): string {
  const { request: of, subject } = found.get();
  return of === request ? subject : '';
}

type By = Schemas['Search'];
type Contact = Readonly<Record<string, unknown>>;

/** What a request tells of who asks, as the search takes it: an e-mail address, a telephone number, or a name with its postal code. */
export function soughtBy({ email, telephone, familyName, address }: Contact): string {
  const by = [email, telephone, [familyName, postalCodeOf(address)]].map(each => [each].flat());
  const told = by.find(parts => parts.every(part => typeof part === 'string' && part !== ''));
  return told?.join(' ') ?? '';
}

function postalCodeOf(address: unknown): unknown {
  return typeof address === 'object' && address !== null && 'postalCode' in address
    ? address.postalCode
    : undefined;
}

/** What a text can be: an e-mail address, a telephone number, a domain name, else a login name, or a name and a postal code. */
export function searchesOf(text: string): By[] {
  const named = /^(.+?)[\s,]+(\d{4,5})$/.exec(text);
  if (named) return [{ familyName: named[1]!, postalCode: named[2]! }];
  if (/^\S+@\S+$/.test(text)) return [{ email: text }, { login: text }];
  if (/^\+?[\d\s./()-]{6,}$/.test(text)) return [{ telephone: text }];
  if (/^[^\s@]+\.[^\s@.]{2,}$/.test(text)) return [{ domain: text }, { login: text }];
  return [{ login: text }];
}

export function Find(): ReactNode {
  const { t } = useWords();
  const asked = useKept(sought);
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  return (
    <>
      <h1>{t('find')}</h1>
      <ForPurpose>
        {purpose => (
          <>
            <Card title={t('find.what')}>
              <form
                className="row"
                onSubmit={event => {
                  event.preventDefault();
                  soughtAlone(text);
                }}
              >
                <TextField
                  label={t('search')}
                  value={text}
                  onChange={setText}
                  type="search"
                  help={t('find.help')}
                />
                <Button type="submit" kind="main">
                  {t('find.go')}
                </Button>
              </form>
            </Card>
            {asked === '' ? null : <Found text={asked} purpose={purpose} />}
          </>
        )}
      </ForPurpose>
    </>
  );
}

function Found(props: { readonly text: string; readonly purpose: string }): ReactNode {
  const { text, purpose } = props;
  const { api } = useApp();
  const { t, code } = useWords();
  const search = useQuery({
    queryKey: ['search', text, purpose],
    queryFn: async () => {
      const all = new Map<string, Set<string>>();
      for (const body of searchesOf(text)) {
        const { subjects } = await data(api.POST('/v1/searches', { params: { query: { purpose } }, body }));
        for (const { subject, as } of subjects)
          all.set(subject, new Set([...(all.get(subject) ?? []), ...Object.keys(body), ...as]));
      }
      return [...all].map(([subject, as]) => ({ subject, as: [...as] }));
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <Card title={t('find.found')}>
      <Loaded query={search}>
        {subjects => (
          <Table
            caption={t('find.found')}
            rows={subjects}
            keyOf={({ subject }) => subject}
            empty={t('find.nobody')}
            columns={[
              {
                name: t('subject'),
                heading: true,
                cell: ({ subject }) => (
                  <Link
                    href={`/console/subjects/${subject}`}
                    onClick={() => found.set({ ...found.get(), subject })}
                  >
                    {t('find.open')} {subject.slice(0, 8)}
                  </Link>
                ),
              },
              { name: t('find.as'), cell: ({ as }) => as.map(code).join(', ') },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
