import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { dayOver } from '#libs/kernel';
import { data, since } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button, Card, TextField } from '../ui/kit';
import { Loaded } from '../ui/states';
import { RecordShown } from './subject';

/** The record as it was at the end of a day. Each answer is a look of its own, so none is made without being asked for. */
export function AsOf(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { subject, purpose } = props;
  const { api } = useApp();
  const { t, day } = useWords();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<string>();
  const record = useQuery({
    queryKey: ['record-as-of', subject, purpose, asked],
    queryFn: () => {
      const at = new Date(dayOver(asked!).getTime() - 1).toISOString();
      const query = { purpose, at, ...since() };
      return data(api.GET('/v1/subjects/{subject}/record/as-of', { params: { path: { subject }, query } }));
    },
    enabled: asked !== undefined,
    staleTime: Infinity,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(typed);
  };
  return (
    <>
      <Card title={t('register.asOf')}>
        <form className="row" onSubmit={submit}>
          <TextField
            label={t('asOf.day')}
            name="asOf"
            type="date"
            value={typed}
            onChange={setTyped}
            required
            help={t('asOf.what')}
          />
          <Button type="submit">{t('asOf.show')}</Button>
        </form>
      </Card>
      {asked === undefined ? null : (
        <Loaded query={record}>
          {then => (
            <RecordShown
              title={`${t('register.asOf')} ${day(asked)} (${t('version')} ${then.version})`}
              record={then}
            />
          )}
        </Loaded>
      )}
    </>
  );
}
