import { useRef, useState, type ReactNode } from 'react';
import { fetched } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Button } from '../ui/kit';
import { Failure } from '../ui/states';

/** What an export can be narrowed by. */
const NARROWED_BY: readonly string[] = ['kind'];

/**
 * Takes the register along, as far as it is filtered; says how far it is, and can be stopped. Where a filter is set that no
 * export takes, there is none: it would hold more than is shown.
 */
export function Export(props: { readonly filters: Readonly<Record<string, string>> }): ReactNode {
  const { session } = useApp();
  const { t, number } = useWords();
  const [lines, setLines] = useState<number>();
  const [error, setError] = useState<unknown>();
  const stop = useRef<AbortController>(null);
  const take = async (format: 'csv' | 'jsonl'): Promise<void> => {
    const query = new URLSearchParams({ format, ...props.filters });
    const abort = new AbortController();
    stop.current = abort;
    setError(undefined);
    setLines(0);
    try {
      const response = await fetched(session, `/v1/register/export?${query.toString()}`, abort.signal);
      let count = 0;
      const counting = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, out) {
          for (const byte of chunk) if (byte === 10) count += 1;
          setLines(count);
          out.enqueue(chunk);
        },
      });
      const file = await new Response(response.body!.pipeThrough(counting)).blob();
      download(file, `register.${format}`);
    } catch (failure) {
      if (!abort.signal.aborted) setError(failure);
    } finally {
      setLines(undefined);
    }
  };
  if (Object.keys(props.filters).some(name => !NARROWED_BY.includes(name))) return null;
  if (lines !== undefined)
    return (
      <span className="buttons" role="status">
        {t('export.lines', { lines: number(lines) })}
        <Button kind="quiet" onPress={() => stop.current?.abort()}>
          {t('cancel')}
        </Button>
      </span>
    );
  return (
    <span className="buttons">
      <Button onPress={() => void take('csv')}>{t('export.csv')}</Button>
      <Button onPress={() => void take('jsonl')}>{t('export.jsonl')}</Button>
      {error === undefined ? null : <Failure error={error} />}
    </span>
  );
}

interface TakeProps {
  readonly label: string;
  /** What the file is called. */
  readonly name: string;
  /** Its address, or what finds it; undefined where there is none. */
  readonly from: string | (() => Promise<string | undefined>);
}

/** A button that takes a file along, and says why where it cannot be had. */
export function TakeFile({ label, name, from }: TakeProps): ReactNode {
  const { session } = useApp();
  const [error, setError] = useState<unknown>();
  const take = async (): Promise<void> => {
    setError(undefined);
    try {
      const path = typeof from === 'string' ? from : await from();
      if (path !== undefined) download(await (await fetched(session, path)).blob(), name);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <>
      <Button onPress={() => void take()}>{label}</Button>
      {error === undefined ? null : <Failure error={error} />}
    </>
  );
}

/** Gives a file to the browser, and forgets it. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
