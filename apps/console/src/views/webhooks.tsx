import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data, since, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { Badge, Button, Card } from '../ui/kit';
import { Once } from '../ui/once';
import { Loaded } from '../ui/states';
import { Table } from '../ui/table';

type Webhook = Schemas['Webhooks']['webhooks'][number];

const TONES = { standing: 'good', gone: 'bad', removed: 'plain' } as const;

/** Where internal services are told of what changes, and how that goes (Art. 19). */
export function Webhooks(): ReactNode {
  const { api } = useApp();
  const { t, moment } = useWords();
  const [secret, setSecret] = useState<string>();
  const [shown, setShown] = useState<Webhook>();
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => data(api.GET('/v1/webhooks', { params: { query: since() } })),
  });
  return (
    <>
      <Card title={t('webhooks')} aside={<Register told={setSecret} />}>
        <p>{t('webhooks.what')}</p>
        {secret === undefined ? null : <Once what={t('webhook.once')} value={secret} />}
        <Loaded query={webhooks}>
          {({ webhooks: rows }) => (
            <Table
              caption={t('webhooks')}
              rows={rows}
              keyOf={({ webhook }) => webhook}
              empty={t('webhooks.none')}
              columns={[
                {
                  name: t('webhook.client'),
                  heading: true,
                  cell: ({ client, url }) => (
                    <>
                      {client}
                      <small>{url}</small>
                    </>
                  ),
                },
                {
                  name: t('status'),
                  cell: ({ state }) => <Badge tone={TONES[state]}>{t(`webhook.${state}`)}</Badge>,
                },
                {
                  name: t('webhook.arrived'),
                  cell: ({ arrived }) => (arrived === undefined ? '–' : moment(arrived)),
                },
                {
                  name: t('webhook.failed'),
                  cell: webhook => <Failed webhook={webhook} show={setShown} />,
                },
                { name: t('next'), cell: webhook => <Steps webhook={webhook} /> },
              ]}
            />
          )}
        </Loaded>
      </Card>
      {shown === undefined ? null : <Failures key={shown.webhook} webhook={shown} />}
    </>
  );
}

function Register(props: { readonly told: (secret: string | undefined) => void }): ReactNode {
  const { api } = useApp();
  const { t } = useWords();
  return (
    <Action
      name="register-webhook"
      label={t('webhook.register')}
      kind="main"
      fields={[
        {
          name: 'client',
          label: t('webhook.client'),
          kind: 'text',
          required: true,
          help: t('webhook.client.help'),
        },
        { name: 'url', label: t('webhook.url'), kind: 'text', required: true, help: t('webhook.url.help') },
      ]}
      send={({ client = '', url = '' }, { header, query }) =>
        data(
          api.POST('/v1/webhooks', {
            params: { header, query },
            body: { client: client.trim(), url: url.trim() },
          }),
        )
      }
      done={({ secret }) => props.told(secret)}
    />
  );
}

/** What waits and what was given up; the number leads to the messages. */
function Failed(props: { readonly webhook: Webhook; readonly show: (webhook: Webhook) => void }): ReactNode {
  const { webhook, show } = props;
  const { waiting, givenUp } = webhook;
  const { t } = useWords();
  if (waiting + givenUp === 0) return t('none');
  return (
    <Button kind="quiet" onPress={() => show(webhook)}>
      {t('webhook.waiting', { count: waiting })} · {t('webhook.givenUp', { count: givenUp })}
    </Button>
  );
}

function Steps(props: { readonly webhook: Webhook }): ReactNode {
  const { webhook, state, waiting, givenUp } = props.webhook;
  const { api } = useApp();
  const { t } = useWords();
  const path = { webhook };
  if (state === 'removed') return null;
  return (
    <span className="buttons">
      {state === 'standing' && waiting + givenUp > 0 ? (
        <Action
          name={`retry-webhook:${webhook}`}
          label={t('webhook.retry')}
          kind="main"
          intro={<p>{t('webhook.retry.what')}</p>}
          send={(_, { header, query }) =>
            data(api.POST('/v1/webhooks/{webhook}/retry', { params: { path, header, query }, body: {} }))
          }
        />
      ) : null}
      <Action
        name={`remove-webhook:${webhook}`}
        label={t('webhook.remove')}
        intro={<p>{t('webhook.remove.what')}</p>}
        send={(_, { header, query }) =>
          data(api.POST('/v1/webhooks/{webhook}/remove', { params: { path, header, query }, body: {} }))
        }
      />
    </span>
  );
}

/** What did not arrive; looked at again while it is shown, as it is sent again by itself. */
function Failures(props: { readonly webhook: Webhook }): ReactNode {
  const { webhook, client } = props.webhook;
  const { api } = useApp();
  const { t, code, moment } = useWords();
  const failures = useQuery({
    queryKey: ['webhook-failures', webhook],
    queryFn: () => data(api.GET('/v1/webhooks/{webhook}/failures', { params: { path: { webhook } } })),
    refetchInterval: 10_000,
  });
  return (
    <Card title={t('webhook.failures', { client })}>
      <Loaded query={failures}>
        {({ failures: rows }) => (
          <Table
            caption={t('webhook.failures', { client })}
            rows={rows}
            keyOf={({ message }) => message}
            empty={t('webhook.noFailures')}
            columns={[
              { name: t('what'), heading: true, cell: ({ type }) => code(type) },
              { name: t('answer'), cell: ({ answer }) => code(answer) },
              { name: t('webhook.tries'), number: true, cell: ({ tries }) => tries },
              { name: t('webhook.tried'), cell: ({ tried }) => moment(tried) },
              {
                name: t('webhook.next'),
                cell: ({ next }) => (next === undefined ? t('webhook.gaveUp') : moment(next)),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
