import { useRef, useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Button } from './kit';

interface Told {
  readonly what: string;
  readonly value: string;
}

/** What is told once: here, in memory alone, to be copied. */
export function Once(props: Told): ReactNode {
  // Whether one value was copied says nothing of the next one.
  return <Copied key={props.value} {...props} />;
}

function Copied({ what, value }: Told): ReactNode {
  const { t } = useWords();
  const text = useRef<HTMLElement>(null);
  const [state, setState] = useState<'shown' | 'copied' | 'refused'>('shown');
  const copy = async (): Promise<void> => {
    try {
      // Without a secure context there is no clipboard; with one a browser may refuse it.
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch {
      if (text.current) getSelection()?.selectAllChildren(text.current);
      setState('refused');
    }
  };
  return (
    <div className="notice good" role="status">
      <p>{what}</p>
      <p>
        <code ref={text} className="once">
          {value}
        </code>
      </p>
      {state === 'refused' ? <p>{t('copy.refused')}</p> : null}
      <Button onPress={() => void copy()}>{state === 'copied' ? t('copied') : t('copy')}</Button>
    </div>
  );
}
