import {
  useEffect,
  useState,
  type Dispatch,
  type FormEvent,
  type ReactNode,
  type SetStateAction,
} from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { moved, Refused } from '../api/client';
import { unfinished, useKept } from '../app';
import { useWords } from '../i18n';
import { faultsOf } from './faults';
import { Field, type ActionField, type Values } from './field';
import { Button, Dialog } from './kit';
import { anew, Meanwhile, useMeanwhile } from './meanwhile';
import { Failure } from './states';

export type { ActionField, Values };

/** What every command takes besides its body. */
export interface Sending {
  readonly header: { readonly 'Idempotency-Key': string; readonly 'If-Match'?: string };
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
  /** Of what is decided upon. The one that was there when the form was opened is sent, until somebody sees what is otherwise. */
  readonly version?: number;
  /** What a dry run says would come of it. */
  readonly preview?: (values: Values, answer: A) => ReactNode;
  readonly done?: (answer: A) => void;
  readonly onRefused?: (error: Refused) => void;
}

/**
 * A command in three steps: what it takes, what would come of it (a dry run), done. What was typed stays until it is done,
 * and the key under which it is sent outlives a reload, so that nothing is done twice.
 */
export function Action<A extends CommandAnswer>(props: ActionProps<A>): ReactNode {
  // What was typed is of this action on this thing, and of no other.
  return <Named key={props.name} {...props} />;
}

/** A form that an address asks for: by the name of its action, or as the next step, which is what stands out on a page. */
const DO = 'do';
const NEXT = 'next';

function Named<A extends CommandAnswer>(props: ActionProps<A>): ReactNode {
  const { name, label, kind = 'plain' } = props;
  // A sign-in that ended in its middle comes back to it.
  const cutOff = useKept(unfinished);
  const [params, setParams] = useSearchParams();
  const asked = params.get(DO);
  const isAsked = asked === name || (asked === NEXT && kind !== 'plain');
  const [open, setOpen] = useState(isAsked || cutOff?.name === name);
  // Escape, or a press beside the dialog, leaves it here; who cancels wants it gone.
  const [typed, setTyped] = useState<Values>(() => (cutOff?.name === name ? cutOff.chosen : {}));
  useEffect(() => {
    // A next step that comes later, or none at all, was not asked for by this address.
    if (isAsked || asked === NEXT) setParams(withoutDo, { replace: true });
  }, []);
  const close = (): void => {
    if (unfinished.get()?.name === name) unfinished.set(undefined);
    setOpen(false);
  };
  return (
    <>
      <Button kind={kind} opens="dialog" onPress={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog title={label} open={open} onClose={close}>
        <ActionForm
          {...props}
          typed={typed}
          setTyped={setTyped}
          leave={close}
          close={() => {
            setTyped({});
            close();
          }}
        />
      </Dialog>
    </>
  );
}

/** What was opened once is not opened again by a reload, nor by what is done on the page. */
function withoutDo(before: URLSearchParams): URLSearchParams {
  const after = new URLSearchParams(before);
  after.delete(DO);
  return after;
}

/** Fields that are asked for, by what else was filled in. */
export function askedFor(fields: readonly ActionField[], values: Values): readonly ActionField[] {
  return fields.filter(({ asked }) => asked?.(values) ?? true);
}

/** What fields begin with. */
function initialOf(fields: readonly ActionField[]): Values {
  return Object.fromEntries(fields.map(field => [field.name, field.initial ?? '']));
}

/** Times that an action is sent again by itself where the service asks to wait. */
const PATIENCE = 30;

interface Waiting {
  readonly dryRun: boolean;
  readonly refused: Refused;
  readonly tries: number;
}

function ActionForm<A extends CommandAnswer>(
  props: ActionProps<A> & {
    /** What was filled in so far, besides what fields begin with. */
    readonly typed: Values;
    readonly setTyped: Dispatch<SetStateAction<Values>>;
    /** It is done, or cancelled. */
    readonly close: () => void;
    /** Something else is done first. */
    readonly leave: () => void;
  },
): ReactNode {
  const { name, fields: all = [], intro, kind, label, send, preview, done, onRefused, close, leave } = props;
  const { t, code } = useWords();
  const client = useQueryClient();
  const asItIs = { initial: initialOf(all), version: props.version };
  const [{ initial, version }, setSeen] = useState(asItIs);
  const filled: Values = { ...initial, ...props.typed };
  const [waiting, setWaiting] = useState<Waiting>();
  const [tried, setTried] = useState<A>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const meanwhile = useMeanwhile();
  // What was not typed here is what somebody else made of it; what was typed stays.
  useEffect(() => setSeen(asItIs), [meanwhile.found]);
  const fields = askedFor(all, filled);
  const values: Values = Object.fromEntries(fields.map(field => [field.name, filled[field.name] ?? '']));
  const change = (field: string, value: string): void => {
    props.setTyped(before => ({ ...before, [field]: value }));
    setTried(undefined);
    setError(undefined);
    setWaiting(undefined);
  };
  const carryOut = async (dryRun: boolean, tries = 0): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setWaiting(undefined);
    try {
      const key = keyOf(name);
      const answer = await send(values, {
        header: { 'Idempotency-Key': key, ...(version !== undefined && { 'If-Match': `"${version}"` }) },
        query: dryRun ? { dryRun: true } : {},
      });
      if (dryRun) return setTried(answer);
      forgetKey(name);
      moved(answer.position);
      done?.(answer);
      close();
      await anew(client);
    } catch (failure) {
      if (failure instanceof Refused) {
        const { status } = failure.problem;
        if (status === 503 && failure.retryAfter !== undefined && tries < PATIENCE)
          return setWaiting({ dryRun, refused: failure, tries: tries + 1 });
        if (status === 401) unfinished.set({ name, chosen: chosenOf(fields, values) });
        // What was sent under this key before was something else: the next press is a new command.
        if (failure.problem.code === 'idempotency-key-reused') forgetKey(name);
        meanwhile.ask(failure);
        onRefused?.(failure);
      }
      setTried(undefined);
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    if (!waiting) return;
    const { dryRun, refused, tries } = waiting;
    const timer = setTimeout(() => void carryOut(dryRun, tries), (refused.retryAfter ?? 1) * 1_000);
    return () => clearTimeout(timer);
    // Whatever is changed meanwhile ends the waiting: `values` are those that were sent.
  }, [waiting]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void carryOut(tried === undefined);
  };
  return (
    <form className="form" onSubmit={submit}>
      {intro}
      <Filled fields={fields} values={values} change={change} error={error} />
      <Meanwhile found={meanwhile.found} leave={leave} />
      {waiting === undefined ? null : <Failure error={waiting.refused} waits />}
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

/** What is filled in, each with what is wrong with it, and what is wrong besides. */
export function Filled(props: {
  readonly fields: readonly ActionField[];
  readonly values: Values;
  readonly change: (field: string, value: string) => void;
  readonly error: unknown;
  /** The part of the body that is filled in here: a JSON Pointer. */
  readonly within?: string;
  /** What is wrong by what is known besides. */
  readonly told?: ReadonlyMap<string, string>;
}): ReactNode {
  const { fields, values, change, error, within, told } = props;
  const { rule } = useWords();
  const { at, besides } = faultsOf(error, fields, within);
  const wrong = (name: string): string | undefined => {
    const broken = at.get(name);
    return broken === undefined ? told?.get(name) : rule(broken);
  };
  return (
    <>
      {fields.map(field => {
        const text = wrong(field.name);
        return (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            change={change}
            {...(text !== undefined && { error: text })}
          />
        );
      })}
      {error === undefined ? null : (
        <Failure error={error}>
          {[...new Set(besides)].map(each => (
            <p key={each}>{rule(each)}</p>
          ))}
        </Failure>
      )}
    </>
  );
}

/** What was picked from lists: codes, which may be kept while somebody signs in; what is typed may not. */
function chosenOf(fields: readonly ActionField[], values: Values): Values {
  const chosen = fields.filter(({ kind }) => kind === 'select' || kind === 'many').map(({ name }) => name);
  return Object.fromEntries(chosen.map(name => [name, values[name] ?? '']));
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
