import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { data, fetched } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Badge, Button, Card, TextField } from '../ui/kit';
import { ForPurpose, useNames } from '../ui/purpose';
import { Failure, Loaded } from '../ui/states';
import { Facts } from '../ui/table';
import { EntryTable } from './register';

export default function Entry(props: { readonly n: string }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <p className="crumbs">
        <Link href="/console/register">{t('register')}</Link>
      </p>
      <h1>{t('entry', { n: props.n })}</h1>
      <ForPurpose>{purpose => <Shown n={props.n} purpose={purpose} />}</ForPurpose>
    </>
  );
}

function Shown(props: { readonly n: string; readonly purpose: string }): ReactNode {
  const { n, purpose } = props;
  const { api } = useApp();
  const { t, code, moment } = useWords();
  const names = useNames();
  const entry = useQuery({
    queryKey: ['entry', n, purpose],
    queryFn: () => data(api.GET('/v1/register/{n}', { params: { path: { n }, query: { purpose } } })),
    staleTime: Infinity,
  });
  return (
    <Loaded query={entry}>
      {({ entry: said, bytes }) => (
        <>
          <Card title={code(said.kind)}>
            <Facts
              facts={[
                [t('when'), moment(said.time)],
                [
                  t('subject'),
                  said.subject === undefined ? (
                    '–'
                  ) : (
                    <Link href={`/console/subjects/${said.subject}`}>{said.subject}</Link>
                  ),
                ],
                [t('purpose'), said.purpose === undefined ? '–' : names.purpose(said.purpose)],
                [t('basis'), said.basis === undefined ? '–' : code(said.basis)],
                [
                  t('fields'),
                  Object.entries(said.fields ?? {})
                    .map(
                      ([field, { version }]) =>
                        `${names.field(field)}${version === undefined ? '' : ` (${t('version')} ${version})`}`,
                    )
                    .join(', ') || '–',
                ],
                [
                  t('recipient'),
                  said.recipient === undefined ? '–' : names.recipient(said.recipient, said.instance),
                ],
                [t('source'), said.source === undefined ? '–' : code(said.source)],
                [
                  t('who'),
                  <>
                    {code(said.actor.role)}{' '}
                    {said.actor.id === undefined ? null : <code>{said.actor.id.slice(0, 8)}</code>}
                  </>,
                ],
                [t('policy'), said.catalogue],
                [t('event'), <code>{said.event}</code>],
                [t('hash'), <code>{said.eventHash}</code>],
                ...Object.entries(said.about ?? {}).map(
                  ([name, value]) =>
                    [
                      code(name),
                      [value]
                        .flat()
                        .map(each => code(String(each)))
                        .join(', '),
                    ] as const,
                ),
              ]}
            />
          </Card>
          <Proof n={n} bytes={bytes} />
          {said.subject === undefined ? null : <SameSubject subject={said.subject} purpose={purpose} />}
        </>
      )}
    </Loaded>
  );
}

/** Of a pasted checkpoint, at most: one of real size has some hundred characters. */
const LARGEST = 100_000;

/** Asks for the entry's proof and verifies it here, against the log's own checkpoint and one from outside. */
function Proof(props: { readonly n: string; readonly bytes: string }): ReactNode {
  const { n, bytes } = props;
  const { api, session } = useApp();
  const { t, code } = useWords();
  const [outside, setOutside] = useState('');
  const [verdict, setVerdict] = useState<{ verdict: string; message: string; size?: string | undefined }>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const verify = async (): Promise<void> => {
    setTooLarge(outside.length > LARGEST);
    setVerdict(undefined);
    if (outside.length > LARGEST) return;
    setBusy(true);
    setError(undefined);
    try {
      const { fromBase64, parseKey, verifyInclusion } = await import('./verify');
      const { keys } = await data(api.GET('/v1/checkpoints/keys'));
      const known = (await Promise.all(keys.map(({ vkey }) => parseKey(vkey)))).filter(
        key => key !== undefined,
      );
      const proof = await fetched(session, `/v1/register/${n}/tlog-proof`);
      const leaf = fromBase64(
        bytes
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .padEnd(Math.ceil(bytes.length / 4) * 4, '='),
      );
      if (!leaf) throw new Error('bytes of an entry that are no base64');
      const checkpoints = outside.trim() === '' ? [] : [outside.trimEnd() + '\n'];
      setVerdict(await verifyInclusion(await proof.text(), { bytes: leaf }, { keys: known, checkpoints }));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const tone = verdict?.verdict === 'proved' || verdict?.verdict === 'signed' ? 'good' : 'bad';
  return (
    <Card title={t('proof')}>
      <p>{t('proof.what')}</p>
      <TextField
        label={t('proof.outside')}
        name="outside"
        lines={4}
        most={LARGEST * 1_000}
        value={outside}
        onChange={text => setOutside(text.slice(0, LARGEST + 1))}
        help={t('proof.help')}
      />
      <Button kind="main" busy={busy} onPress={() => void verify()}>
        {t('proof.verify')}
      </Button>
      {error === undefined ? null : <Failure error={error} />}
      {tooLarge ? (
        <p className="notice warning" role="alert">
          {t('proof.tooLarge')}
        </p>
      ) : null}
      {verdict === undefined ? null : (
        <p role="status">
          <Badge tone={tone}>{code(verdict.verdict)}</Badge> {t(`verdict.${verdict.verdict as 'proved'}`)}
          {tone === 'bad' ? <code> {verdict.message}</code> : null}
        </p>
      )}
    </Card>
  );
}

/** What else the register says of the same person, newest first. */
function SameSubject(props: { readonly subject: string; readonly purpose: string }): ReactNode {
  const { subject, purpose } = props;
  const { api } = useApp();
  const { t } = useWords();
  const chain = useQuery({
    queryKey: ['register-of', subject, purpose, 'chain'],
    queryFn: () =>
      data(
        api.GET('/v1/subjects/{subject}/register', {
          params: { path: { subject }, query: { purpose, limit: 50 } },
        }),
      ),
  });
  return (
    <Card
      title={t('entry.chain')}
      aside={<Link href={`/console/register?subject=${subject}`}>{t('all')}</Link>}
    >
      <Loaded query={chain}>{({ entries }) => <EntryTable entries={entries} />}</Loaded>
    </Card>
  );
}
