import { useId, useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Select, TextField, type Option } from './kit';

export type Values = Readonly<Record<string, string>>;

/** What an action takes. Of `many` the value is the ids, parted by blanks; of `digest` a file's SHA-256 in hex. */
export interface ActionField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'select' | 'many' | 'text' | 'lines' | 'day' | 'digest';
  readonly options?: readonly Option[];
  readonly required?: boolean;
  readonly initial?: string;
  readonly help?: string;
}

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
      />
    );
  if (kind === 'many') return <Many label={label} value={value} options={options} onChange={onChange} />;
  if (kind === 'digest') return <Digest label={label} onChange={onChange} />;
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
      {...(error !== undefined && { error })}
    />
  );
}

function Many(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (ids: string) => void;
}): ReactNode {
  const { label, value, options, onChange } = props;
  const chosen = value.split(' ').filter(Boolean);
  return (
    <fieldset className="many">
      <legend className="label">{label}</legend>
      {options.map(({ id, text }) => (
        <label key={id}>
          <input
            type="checkbox"
            value={id}
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChange((target.checked ? [...chosen, id] : chosen.filter(each => each !== id)).join(' '))
            }
          />
          {text}
        </label>
      ))}
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
