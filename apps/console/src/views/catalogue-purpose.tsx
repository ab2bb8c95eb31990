import { useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Field, type ActionField, type Values } from '../ui/field';
import { Button, Select } from '../ui/kit';
import { bare } from '../ui/purpose';
import { useDraftWords, useNamesIn, type Catalogue } from './catalogue-changes';

type Purpose = Catalogue['purposes'][number];
type FieldName = Purpose['required'][number];
const BASES: readonly Purpose['basis'][] = ['A6-1-b', 'A6-1-c', 'A6-1-f'];

/** What changes most of a purpose, put into the text: basis, retention, fields, with whom it is shared. */
export function PurposeForm(props: {
  readonly catalogue: Catalogue;
  /** The last version: a purpose that differs from what it was there gets its next number. */
  readonly base: Catalogue;
  readonly apply: (catalogue: Catalogue) => void;
}): ReactNode {
  const { catalogue, base, apply } = props;
  const { t } = useWords();
  const said = useDraftWords();
  const names = useNamesIn(catalogue);
  const [chosen, setChosen] = useState<string>();
  const purpose = catalogue.purposes.find(({ id }) => bare(id) === chosen);
  return (
    <div className="form" role="group" aria-label={said('purpose')}>
      <p className="label">{said('purpose')}</p>
      <Select
        label={t('purpose')}
        value={chosen ?? null}
        placeholder={t('choose')}
        options={catalogue.purposes.map(({ id }) => ({ id: bare(id), text: names.purpose(id) }))}
        onChange={setChosen}
      />
      {purpose === undefined ? null : (
        <Rules
          key={chosen}
          purpose={purpose}
          catalogue={catalogue}
          apply={next => {
            const was = base.purposes.find(({ id }) => bare(id) === chosen);
            const numbered =
              was?.id === next.id && !same(was, next) ? { ...next, id: following(next.id) } : next;
            const purposes = catalogue.purposes.map(each => (each === purpose ? numbered : each));
            apply({ ...catalogue, purposes });
          }}
        />
      )}
    </div>
  );
}

function Rules(props: {
  readonly purpose: Purpose;
  readonly catalogue: Catalogue;
  readonly apply: (purpose: Purpose) => void;
}): ReactNode {
  const { purpose, catalogue, apply } = props;
  const { t, code } = useWords();
  const said = useDraftWords();
  const names = useNamesIn(catalogue);
  const [values, setValues] = useState<Values>({
    basis: purpose.basis,
    duration: purpose.retention.duration,
    source: purpose.retention.source,
    required: purpose.required.join(' '),
    optional: purpose.optional.join(' '),
    shared: purpose.recipients.map(({ recipient }) => recipient).join(' '),
  });
  const [applied, setApplied] = useState(false);
  const all = catalogue.fields.map(({ field }) => ({ id: field, text: names.field(field) }));
  const fields: ActionField[] = [
    { name: 'basis', label: t('basis'), kind: 'select', options: BASES.map(id => ({ id, text: code(id) })) },
    { name: 'duration', label: said('duration'), kind: 'text' },
    { name: 'source', label: said('source'), kind: 'text' },
    { name: 'required', label: t('required'), kind: 'many', options: all },
    { name: 'optional', label: t('optional'), kind: 'many', options: all },
    {
      name: 'shared',
      label: said('shared'),
      kind: 'many',
      options: purpose.recipients.map(({ recipient }) => ({
        id: recipient,
        text: names.recipient(recipient),
      })),
    },
  ];
  const list = (name: string): string[] => (values[name] ?? '').split(' ').filter(Boolean);
  const put = (): void => {
    const required = list('required') as FieldName[];
    apply({
      ...purpose,
      basis: values.basis as Purpose['basis'],
      retention: { ...purpose.retention, duration: values.duration ?? '', source: values.source ?? '' },
      required,
      // What is needed is not optional besides.
      optional: (list('optional') as FieldName[]).filter(each => !required.includes(each)),
      naturalPersonOnly: purpose.naturalPersonOnly.filter(each => required.includes(each)),
      recipients: purpose.recipients.filter(({ recipient }) => list('shared').includes(recipient)),
    });
    setApplied(true);
  };
  return (
    <>
      {fields
        .filter(({ kind, options = [] }) => kind !== 'many' || options.length > 0)
        .map(field => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            change={(name, value) => {
              setValues(before => ({ ...before, [name]: value }));
              setApplied(false);
            }}
          />
        ))}
      <div className="buttons">
        <Button onPress={put}>{said('apply')}</Button>
      </div>
      {applied ? <p role="status">{said('applied')}</p> : null}
    </>
  );
}

function same(one: Purpose, other: Purpose): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

/** The same members in one order, whoever wrote them down. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, each]) => [name, inOrder(each)]));
}

/** `contract/2` after `contract/1`. */
function following(id: string): string {
  return id.replace(/\d+$/, number => String(Number(number) + 1));
}
