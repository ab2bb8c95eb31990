import { useId, useState, type ReactNode } from 'react';
import { useWords, type Name } from '../i18n';
import { Select, TextField, type Option } from './kit';

export type Values = Readonly<Record<string, string>>;

/**
 * What an action takes. Of `many` the value is the ids, parted by blanks; of `digest` a file's SHA-256 in hex; of `moment` a day
 * and time in Brussels, `2026-12-04T18:20`.
 */
export interface ActionField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'select' | 'many' | 'text' | 'lines' | 'day' | 'moment' | 'digest';
  readonly options?: readonly Option[];
  readonly required?: boolean;
  readonly initial?: string;
  readonly help?: string;
  /** Characters of a text that the service takes, at most. */
  readonly most?: number;
  /** Whether it is asked for, by what else was filled in; what is not is not sent either. */
  readonly asked?: (values: Values) => boolean;
}

/** A choice among codes, each by what it is called; the first of them is chosen, or another one, or none (`''`). */
export function useChoice(): (
  name: string,
  label: Name,
  codes: readonly string[],
  more?: {
    readonly initial?: string;
    readonly required?: boolean;
    readonly text?: (code: string) => string;
    readonly asked?: (values: Values) => boolean;
  },
) => ActionField {
  const { t, code } = useWords();
  return (name, label, codes, { initial = codes[0] ?? '', required = false, text = code, asked } = {}) => ({
    name,
    label: t(label),
    kind: 'select',
    initial,
    required,
    options: codes.map(id => ({ id, text: text(id) })),
    ...(asked && { asked }),
  });
}

/** What a browser offers to fill it in with. */
const TYPES: Readonly<Partial<Record<ActionField['kind'], 'date' | 'datetime-local'>>> = {
  day: 'date',
  moment: 'datetime-local',
};

interface FieldProps {
  readonly field: ActionField;
  readonly value: string;
  readonly change: (name: string, value: string) => void;
  /** Why the service does not take the value. */
  readonly error?: string;
}

export function Field({ field, value, change, error }: FieldProps): ReactNode {
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
        required={required}
        {...(error !== undefined && { error })}
      />
    );
  if (kind === 'many')
    return (
      <Many
        label={label}
        value={value}
        options={options}
        onChange={onChange}
        {...(error !== undefined && { error })}
      />
    );
  if (kind === 'digest') return <Digest label={label} onChange={onChange} />;
  return (
    <TextField
      label={label}
      name={name}
      value={value}
      onChange={onChange}
      required={required}
      type={TYPES[kind] ?? 'text'}
      {...(kind === 'lines' && { lines: 4 })}
      {...(help !== undefined && { help })}
      {...(field.most !== undefined && { most: field.most })}
      {...(error !== undefined && { error })}
    />
  );
}

function Many(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (ids: string) => void;
  readonly error?: string;
}): ReactNode {
  const { label, value, options, onChange, error } = props;
  const id = useId();
  const chosen = value.split(' ').filter(Boolean);
  return (
    <fieldset className="many" {...(error !== undefined && { 'aria-describedby': id })}>
      <legend className="label">{label}</legend>
      {options.map(option => (
        <label key={option.id}>
          <input
            type="checkbox"
            value={option.id}
            checked={chosen.includes(option.id)}
            {...(error !== undefined && { 'aria-invalid': true })}
            onChange={({ target }) =>
              onChange(
                (target.checked ? [...chosen, option.id] : chosen.filter(each => each !== option.id)).join(
                  ' ',
                ),
              )
            }
          />
          {option.text}
        </label>
      ))}
      {error === undefined ? null : (
        <span id={id} className="error">
          {error}
        </span>
      )}
    </fieldset>
  );
}

/** A document's SHA-256, reckoned here: the document itself goes nowhere. */
function Digest(props: { readonly label: string; readonly onChange: (digest: string) => void }): ReactNode {
  const { t } = useWords();
  const id = useId();
  const [digest, setDigest] = useState('');
  const read = async (file: File | undefined): Promise<void> => {
    const hash = file && new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    const text = [...(hash ?? [])].map(byte => byte.toString(16).padStart(2, '0')).join('');
    setDigest(text);
    props.onChange(text);
  };
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        className="input"
        type="file"
        required
        onChange={({ target }) => void read(target.files?.[0])}
      />
      <span className="help">{digest === '' ? t('digest.what') : <code>{digest.slice(0, 16)}…</code>}</span>
    </div>
  );
}
