import { useRef, useState, type ReactNode } from 'react';
import { fetched } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button } from '../ui/kit';
import { Failure } from '../ui/states';
import { download } from './files';

const FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

/** What an export can be narrowed by, by what it is called there. */
const NARROWED_BY: Readonly<Record<string, string>> = {
  kind: 'kind',
  processedFor: 'processedFor',
  recipient: 'recipient',
  field: 'field',
  actor: 'actor',
  from: 'since',
  to: 'until',
};

/**
 * Takes the register along, as far as it is filtered; says how far it is, and can be stopped. Where a filter is set that no
 * export takes, there is none: it would hold more than is shown.
 */
export function Export(props: { readonly filters: Readonly<Record<string, string>> }): ReactNode {
  const { session } = useApp();
  const { t, number } = useWords();
  const [bytes, setBytes] = useState<number>();
  const [error, setError] = useState<unknown>();
  const stop = useRef<AbortController>(null);
  const take = async (format: Format): Promise<void> => {
    const query = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(props.filters)) query.set(NARROWED_BY[name]!, value);
    const abort = new AbortController();
    stop.current = abort;
    setError(undefined);
    setBytes(0);
    try {
      const response = await fetched(session, `/v1/register/export?${query.toString()}`, abort.signal);
      let count = 0;
      const counting = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, out) {
          count += chunk.length;
          setBytes(count);
          out.enqueue(chunk);
        },
      });
      const file = await new Response(response.body!.pipeThrough(counting)).blob();
      download(file, `register.${format}`);
    } catch (failure) {
      if (!abort.signal.aborted) setError(failure);
    } finally {
      setBytes(undefined);
    }
  };
  if (Object.keys(props.filters).some(name => NARROWED_BY[name] === undefined)) return null;
  if (bytes !== undefined)
    return (
      <span className="buttons" role="status">
        {t('export.far', { kilobytes: number(Math.round(bytes / 1_000)) })}
        <Button kind="quiet" onPress={() => stop.current?.abort()}>
          {t('cancel')}
        </Button>
      </span>
    );
  return (
    <span className="buttons">
      {FORMATS.map(format => (
        <Button key={format} onPress={() => void take(format)}>
          {t(`export.${format}`)}
        </Button>
      ))}
      {error === undefined ? null : <Failure error={error} />}
    </span>
  );
}
