import { EDITIONS } from '#libs/words/breaches';
import { useWords } from '../i18n';
import type { ActionField, Values } from '../ui/field';
import { useCatalogue, useNames } from '../ui/purpose';
import { instantOf } from '../ui/typed';

const WORDS = EDITIONS.at(-1)!;
type Word<P extends string> = keyof (typeof WORDS)['nl'] extends infer W
  ? W extends `${P}.${infer Name}`
    ? Name
    : never
  : never;

/** The parts and codes of a breach, as its file for the authority calls them. */
export function useBreachWords(): {
  readonly part: (name: Word<'file'>) => string;
  /** Of a field of the vocabulary, what the catalogue calls it. */
  readonly code: (code: string) => string;
} {
  const { language } = useWords();
  const names = useNames();
  return {
    part: name => WORDS[language][`file.${name}`],
    code: code => (WORDS[language] as Readonly<Record<string, string>>)[`code.${code}`] ?? names.field(code),
  };
}

const MOMENTS = ['foundAt', 'happenedAt', 'endedAt', 'knownAt', 'reportedAt'] as const;
type Moment = (typeof MOMENTS)[number];
export type Moments = Readonly<Partial<Record<Moment | 'processor', string>>>;

/** When what happened, as fields of a form; and which processor told of it. */
export function useMoments(initial: Moments): ActionField[] {
  const { t } = useWords();
  const words = useBreachWords();
  const { data: catalogue } = useCatalogue();
  const processors = (catalogue?.recipients ?? []).filter(({ role }) => role === 'processor');
  return [
    ...MOMENTS.map((name): ActionField => ({
      name,
      label: words.part(name),
      kind: 'moment',
      initial: initial[name] ?? '',
      required: name === 'foundAt',
      ...(name === 'knownAt' && { help: t('breach.known.help') }),
    })),
    {
      name: 'processor',
      label: words.part('processor'),
      kind: 'select',
      initial: initial.processor ?? '',
      options: processors.map(({ id, name }) => ({ id, text: name })),
      asked: ({ reportedAt }) => Boolean(reportedAt),
    },
  ];
}

/** What was filled in of them; of those that are as they were before, nothing. */
export function momentsOf(values: Values, before: Moments = {}): Moments {
  const changed = (name: Moment | 'processor'): boolean =>
    Boolean(values[name]) && values[name] !== before[name];
  return {
    ...Object.fromEntries(MOMENTS.filter(changed).map(name => [name, instantOf(values[name]!)])),
    ...(changed('processor') && { processor: values.processor! }),
  };
}
