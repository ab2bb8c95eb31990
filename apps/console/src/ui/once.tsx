import { useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Button } from './kit';

/** What is told once: here, in memory alone, to be copied. */
export function Once(props: { readonly what: string; readonly value: string }): ReactNode {
  const { what, value } = props;
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <div className="notice good" role="status">
      <p>{what}</p>
      <p>
        <code className="once">{value}</code>
      </p>
      <Button onPress={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
        {copied ? t('copied') : t('copy')}
      </Button>
    </div>
  );
}
