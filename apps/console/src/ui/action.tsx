import { useState, type FormEvent, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { moved, Refused } from '../api/client';
import { useWords } from '../i18n';
import { Button, Dialog, Select, TextField, type Option } from './kit';
import { Failure } from './states';

export interface ActionField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'select' | 'text' | 'lines' | 'day';
  readonly options?: readonly Option[];
  readonly required?: boolean;
  readonly initial?: string;
  readonly help?: string;
}

export type Values = Readonly<Record<string, string>>;

/** What every command takes besides its body. */
export interface Sending {
  readonly header: { readonly 'Idempotency-Key': string };
  readonly query: { readonly dryRun?: boolean };
}

export interface CommandAnswer {
  readonly outcome: string;
  readonly position?: string | undefined;
}

export interface ActionProps<A extends CommandAnswer> {
  /** Of this action on this thing, for its idempotency key: `erase:<id>`. */
  readonly name: string;
  readonly label: string;
  readonly intro?: ReactNode;
  readonly fields?: readonly ActionField[];
  readonly kind?: 'main' | 'plain' | 'danger';
  readonly send: (values: Values, sending: Sending) => Promise<A>;
  /** What a dry run says would come of it. */
  readonly preview?: (values: Values, answer: A) => ReactNode;
  readonly done?: (answer: A) => void;
  readonly onRefused?: (error: Refused) => void;
  /** Whether it opens by itself, as after a sign-in in its middle. */
  readonly opens?: boolean;
}

/**
 * A command in three steps: what it takes, what would come of it (a dry run), done. What was typed stays until it is done,
 * and the key under which it is sent outlives a reload, so that nothing is done twice.
 */
export function Action<A extends CommandAnswer>(props: ActionProps<A>): ReactNode {
  const { label, kind = 'plain', opens = false } = props;
  const [open, setOpen] = useState(opens);
  return (
    <>
      <Button kind={kind} onPress={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog title={label} open={open} onClose={() => setOpen(false)}>
        <ActionForm {...props} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ActionForm<A extends CommandAnswer>(
  props: ActionProps<A> & { readonly close: () => void },
): ReactNode {
  const { name, fields = [], intro, kind, label, send, preview, done, onRefused, close } = props;
  const { t, code } = useWords();
  const client = useQueryClient();
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(fields.map(field => [field.name, field.initial ?? ''])),
  );
  const [tried, setTried] = useState<A>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const change = (field: string, value: string): void => {
    setValues(before => ({ ...before, [field]: value }));
    setTried(undefined);
    setError(undefined);
  };
  const carryOut = async (dryRun: boolean): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const key = keyOf(name);
      const answer = await send(values, {
        header: { 'Idempotency-Key': key },
        query: dryRun ? { dryRun: true } : {},
      });
      if (dryRun) return setTried(answer);
      forgetKey(name);
      moved(answer.position);
      done?.(answer);
      close();
      await client.invalidateQueries();
    } catch (failure) {
      if (failure instanceof Refused) {
        // What was sent under this key before was something else: the next press is a new command.
        if (failure.problem.code === 'idempotency-key-reused') forgetKey(name);
        onRefused?.(failure);
      }
      setTried(undefined);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void carryOut(tried === undefined);
  };
  return (
    <form className="form" onSubmit={submit}>
      {intro}
      {fields.map(field => (
        <Field key={field.name} field={field} value={values[field.name] ?? ''} change={change} />
      ))}
      {error === undefined ? null : <Failure error={error} />}
      {tried === undefined ? (
        <p className="fine">{t('dryRunFirst')}</p>
      ) : (
        <div className="notice good" role="status">
          <p>{tried.outcome === 'unchanged' ? t('nothingToDo') : t('dryRunSays')}</p>
          {preview?.(values, tried) ?? null}
        </div>
      )}
      <footer className="buttons">
        <Button kind="quiet" onPress={close}>
          {t('cancel')}
        </Button>
        <Button
          type="submit"
          busy={busy}
          kind={tried === undefined ? 'plain' : kind === 'danger' ? 'danger' : 'main'}
        >
          {tried === undefined ? t('dryRun') : `${t('carryOut')}: ${code(label)}`}
        </Button>
      </footer>
    </form>
  );
}

function Field(props: {
  readonly field: ActionField;
  readonly value: string;
  readonly change: (name: string, value: string) => void;
}): ReactNode {
  const { field, value, change } = props;
  const { name, label, kind, options = [], required = false, help } = field;
  const { t } = useWords();
  const onChange = (next: string): void => change(name, next);
  if (kind === 'select')
    return (
      <Select
        label={label}
        name={name}
        value={value || null}
        options={options}
        onChange={onChange}
        placeholder={t('choose')}
      />
    );
  return (
    <TextField
      label={label}
      name={name}
      value={value}
      onChange={onChange}
      required={required}
      type={kind === 'day' ? 'date' : 'text'}
      {...(kind === 'lines' && { lines: 4 })}
      {...(help !== undefined && { help })}
    />
  );
}

const PLACE = 'inzage.key.';

/** The key of an action that is not done yet. In the session's storage, which holds no value of anybody. */
function keyOf(name: string): string {
  const known = sessionStorage.getItem(PLACE + name);
  if (known !== null) return known;
  const key = crypto.randomUUID();
  sessionStorage.setItem(PLACE + name, key);
  return key;
}

function forgetKey(name: string): void {
  sessionStorage.removeItem(PLACE + name);
}
