import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { data } from '../api/client';
import { purpose, useApp, useKept } from '../app';
import { useWords } from '../i18n';
import { textIn } from '../i18n/said';
import { bare } from './bare';
import { Button, Card, Dialog, Select, type Option } from './kit';
import { Loaded } from './states';

/** The catalogue that is in force; read once. */
export function useCatalogue() {
  const { api } = useApp();
  return useQuery({
    queryKey: ['catalogue'],
    queryFn: async () => (await data(api.GET('/v1/catalogue'))).catalogue,
    staleTime: Infinity,
  });
}

/** What purposes, fields, recipients and documents are called, by the catalogue that is in force. */
export function useNames(): {
  readonly purpose: (id: string) => string;
  readonly field: (name: string) => string;
  readonly recipient: (id: string, instance?: string) => string;
  readonly document: (name: string) => string;
} {
  const { data: catalogue } = useCatalogue();
  const { language, code } = useWords();
  const text = (texts: Parameters<typeof textIn>[0] | undefined): string | undefined =>
    texts && textIn(texts, language);
  return {
    purpose: id => text(catalogue?.purposes.find(each => bare(each.id) === bare(id))?.label) ?? code(id),
    field: name => text(catalogue?.fields.find(each => each.field === name)?.label) ?? code(name),
    recipient: (id, instance) => {
      const found = catalogue?.recipients.find(each => each.id === id);
      return found?.instances?.find(each => each.id === instance)?.name ?? found?.name ?? code(id);
    },
    document: name =>
      text(catalogue?.documents.findLast(each => each.document === name)?.title) ?? code(name),
  };
}

/** What is shown only once its reader has said what they look for: asked once for a task. */
export function ForPurpose(props: {
  /** Heading of the view until there is one of what is shown. */
  readonly heading?: string;
  readonly children: (purpose: string) => ReactNode;
}): ReactNode {
  const stated = useKept(purpose);
  const { t } = useWords();
  if (stated !== undefined) return props.children(stated);
  return (
    <>
      {props.heading === undefined ? null : <h1>{props.heading}</h1>}
      <Card title={t('purpose.ask')}>
        <p>{t('purpose.why')}</p>
        <PurposeChoice />
      </Card>
    </>
  );
}

/** What one may look for; chosen, it is stated for the task. */
export function PurposeChoice(props: { readonly chosen?: () => void }): ReactNode {
  const { t } = useWords();
  const stated = useKept(purpose);
  const catalogue = useCatalogue();
  const names = useNames();
  return (
    <Loaded query={catalogue}>
      {({ purposes }) => (
        <Select
          label={t('purpose')}
          value={stated ?? null}
          placeholder={t('choose')}
          options={purposes
            .filter(({ look }) => look)
            .map(({ id }): Option => ({ id: bare(id), text: names.purpose(id) }))}
          onChange={id => {
            purpose.set(id);
            props.chosen?.();
          }}
        />
      )}
    </Loaded>
  );
}

/** The purpose that holds now, shown all the time, and how to change it. */
export function PurposeBar(): ReactNode {
  const stated = useKept(purpose);
  const { t } = useWords();
  const names = useNames();
  const [open, setOpen] = useState(false);
  if (stated === undefined) return null;
  return (
    <div className="purpose">
      <span>
        {t('purpose.now')} <strong>{names.purpose(stated)}</strong>
      </span>
      <Button kind="quiet" opens="dialog" onPress={() => setOpen(true)}>
        {t('change')}
      </Button>
      <Button kind="quiet" onPress={() => purpose.set(undefined)}>
        {t('purpose.end')}
      </Button>
      <Dialog title={t('purpose.ask')} open={open} onClose={() => setOpen(false)}>
        <PurposeChoice chosen={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}
