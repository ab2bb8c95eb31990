import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import type { Said } from '../ui/differences';
import { Badge, Card } from '../ui/kit';
import { About } from '../ui/meanwhile';
import { Loaded } from '../ui/states';
import { Facts } from '../ui/table';
import { linesOf, Value } from '../ui/value';

type Shown = Schemas['Matter'];

/** Mail to a contact address: kept for its matter alone, and unreadable once that has ended (P07). */
export default function Matter(props: { readonly matter: string }): ReactNode {
  const path = { matter: props.matter };
  const { api } = useApp();
  const { t, code, day, moment } = useWords();
  const look = (): Promise<Shown> =>
    data(api.GET('/v1/matters/{matter}', { params: { path, query: { purpose: 'correspondence' } } }));
  const shown = useQuery({ queryKey: ['matter', props.matter], queryFn: look, staleTime: Infinity });
  const says = ({ status, notes = [] }: Shown): Said => [
    [t('status'), code(`matter-${status}`)],
    ...notes.map(({ time, text }) => [`${t('note')}, ${moment(time)}`, linesOf(text).join(' ')] as const),
  ];
  return (
    <>
      <p className="crumbs">
        <Link href="/console/work?list=matters">{t('matters')}</Link>
      </p>
      <Loaded query={shown} heading={t('matter')}>
        {matter => (
          <>
            <h1>
              {t('matter')}: {matter.mailbox}
            </h1>
            <p className="lead">
              <Badge>{code(`matter-${matter.status}`)}</Badge> {t('until')} {day(matter.latest)}
            </p>
            {matter.status === 'open' ? (
              <Card title={t('next')}>
                <About shown={matter} look={look} says={says}>
                  <div className="buttons">
                    <Action
                      name={`close-matter:${matter.matter}`}
                      label={t('matter.close')}
                      kind="main"
                      intro={<p>{t('matter.close.what')}</p>}
                      send={(_, { header, query }) =>
                        data(
                          api.POST('/v1/matters/{matter}/close', {
                            params: { path, header, query },
                            body: {},
                          }),
                        )
                      }
                    />
                    <Action
                      name={`note-matter:${matter.matter}`}
                      label={t('matter.note')}
                      fields={[{ name: 'text', label: t('note'), kind: 'lines', required: true }]}
                      send={({ text = '' }, { header, query }) =>
                        data(
                          api.POST('/v1/matters/{matter}/note', {
                            params: { path, header, query },
                            body: { text },
                          }),
                        )
                      }
                    />
                  </div>
                </About>
              </Card>
            ) : null}
            <Card title={t('matter.mail')}>
              <Facts
                facts={[
                  [t('sender'), <Value value={matter.sender?.email} erased={matter.erased} />],
                  [t('matter.subject'), <Value value={matter.subject} erased={matter.erased} />],
                  [t('received.at'), moment(matter.receivedAt)],
                ]}
              />
              {matter.text === undefined ? null : (
                <pre className="letter" tabIndex={0}>
                  {linesOf(matter.text).join('\n')}
                </pre>
              )}
              {(matter.notes ?? []).map(note => (
                <p key={note.time} className="fine">
                  {moment(note.time)}: <bdi>{linesOf(note.text).join('\n')}</bdi>
                </p>
              ))}
            </Card>
          </>
        )}
      </Loaded>
    </>
  );
}
