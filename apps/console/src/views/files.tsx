import { useState, type ReactNode } from 'react';
import { fetched, piecesOf } from '../api/client';
import { useApp } from '../app';
import { Button } from '../ui/kit';
import { Failure } from '../ui/states';

/** A button that takes a file along, and says why where it cannot be had. */
export function TakeFile(props: {
  readonly label: string;
  /** What the file is called. */
  readonly name: string;
  readonly from: string;
}): ReactNode {
  const { label, name, from } = props;
  const { session } = useApp();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    setError(undefined);
    setBusy(true);
    try {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for await (const piece of piecesOf(await fetched(session, from))) pieces.push(piece);
      download(new Blob(pieces), name);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} onPress={() => void take()}>
        {label}
      </Button>
      {error === undefined ? null : <Failure error={error} again={() => void take()} />}
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
