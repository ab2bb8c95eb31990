import { readFileSync } from 'node:fs';
import { draftWords } from '../i18n/catalogue-words';
import { wordsOf } from '../i18n/words';
import type { ActionField, Values } from '../ui/action';
import { LISTS, type ListName } from './catalogue-all';
import type { Catalogue } from './catalogue-changes';
import type { Parts } from './catalogue-fields';
import { ruleList } from './catalogue-rules';
import { conditionList, serviceList } from './catalogue-named';
import type { Fault, RowList } from './catalogue-rows';

const SHIPPED = readFileSync('libs/catalogue/data/2018-05-25.2.json', 'utf8');
/** One that has all that a catalogue can have; a member that comes later does not compile. */
const WHOLE: Required<Catalogue> = {
  ...(JSON.parse(SHIPPED) as Omit<Required<Catalogue>, 'portability'>),
  portability: { migration: false },
};
const NAMES = Object.keys(LISTS) as ListName[];

function partsOf(catalogue: Catalogue): Parts {
  const same = (name: string): string => name;
  const names = {
    ...{ purpose: same, field: same, recipient: same, document: same },
    ...{ service: same, condition: same },
  };
  return { catalogue, base: catalogue, words: wordsOf('nl'), said: draftWords('nl'), names };
}

function initial(fields: readonly ActionField[]): Values {
  return Object.fromEntries(fields.map(({ name, initial: value = '' }) => [name, value]));
}

/** The text with what comes of a row's form, with what somebody changes in it. */
function filledIn<R>(list: RowList<R>, index: number, changed: Values = {}): Catalogue {
  const { fields, read } = list.formOf(list.rows[index]);
  const next = list.rows.map((row, at) => (at === index ? read({ ...initial(fields), ...changed }) : row));
  return JSON.parse(JSON.stringify(list.into(next))) as Catalogue;
}

/** The same with something more in each object. */
function planted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(planted) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, each]) => [name, planted(each)] as const);
  return { ...Object.fromEntries(members), later: 'stays' } as T;
}

describe('forms of a draft (P21)', () => {
  it('there is one for each member of a catalogue, besides its name and first day', () => {
    const places = NAMES.flatMap(name =>
      LISTS[name](listOf => {
        const { rows, pointerOf } = listOf(partsOf(WHOLE));
        return rows.map((_, index) => pointerOf(index, rows).split('/')[2]);
      }),
    );
    expect(new Set(['version', 'from', ...places])).toEqual(new Set(Object.keys(WHOLE)));
  });

  it.each(NAMES)('nothing is lost that a form has no field for: %s', name => {
    const text = planted(WHOLE);
    LISTS[name](listOf => {
      const list = listOf(partsOf(text));
      expect(list.rows.length).toBeGreaterThan(0);
      for (const index of list.rows.keys()) expect(filledIn(list, index)).toEqual(text);
    });
  });
});

describe('what a catalogue says once (P21)', () => {
  const list = ruleList(partsOf(WHOLE));
  const at = (member: string): number => list.rows.findIndex(row => row.member === member);

  it('given a term in words, when it is put in, then it is one', () => {
    expect(filledIn(list, at('telling'), { within: '3 weken' }).telling?.within).toBe('P3W');
    expect(filledIn(list, at('corrections'), { kept: '1 jaar' }).corrections?.kept).toBe('P1Y');
  });

  it('given that it is taken out, then the text has it no more, and it can be put in again', () => {
    const without = list.into(list.rows.filter(({ member }) => member !== 'mediation'));
    const text = JSON.parse(JSON.stringify(without)) as Catalogue;
    const { mediation, ...others } = WHOLE;
    expect(text).toEqual(others);
    const again = ruleList(partsOf(text));
    expect(again.stays?.(again.rows[at('mediation')]!)).toBe(true);
    const values = { kept: '30 dagen', source: mediation.source };
    expect(filledIn(again, at('mediation'), values).mediation).toEqual(mediation);
  });

  it('no catalogue is without a controller', () => {
    expect(list.rows.filter(row => list.stays?.(row)).map(({ member }) => member)).toEqual(['controller']);
  });

  it('an address in a text is told beside the field that has it', () => {
    const fault = { code: 'address-in-text', names: ['telling', 'source'] } satisfies Fault;
    const beside = list.beside[fault.code];
    expect(list.rows.filter(row => list.isOf(fault, row)).map(({ member }) => member)).toEqual(['telling']);
    expect(typeof beside === 'function' && beside(fault.names)).toBe('source');
  });
});

describe('lists of what the API has names for (P21)', () => {
  it('have no row to add where all are there, and otherwise those that lack', () => {
    expect(serviceList(partsOf(WHOLE)).complete).toBe(true);
    const services = WHOLE.services.filter(({ type }) => type !== 'dns');
    const list = serviceList(partsOf({ ...WHOLE, services }));
    expect(list.complete).toBe(false);
    const [first] = list.formOf(undefined).fields;
    expect(first?.options?.map(({ id }) => id)).toEqual(['dns']);
  });

  it('given days that are no count, then what was typed is sent, and refused', () => {
    const list = serviceList(partsOf(WHOLE));
    expect(filledIn(list, 0, { renewalWindowDays: '30' }).services[0]?.renewalWindowDays).toBe(30);
    expect(filledIn(list, 0, { renewalWindowDays: 'een maand' }).services[0]?.renewalWindowDays).toBe(
      'een maand',
    );
  });

  it('given no pattern and no example, then a condition wants nothing of a reference', () => {
    const list = conditionList(partsOf(WHOLE));
    const index = list.rows.findIndex(({ reference }) => reference !== undefined);
    const empty = { 'reference.pattern': '', 'reference.example': '' };
    expect(filledIn(list, index, empty).conditions?.[index]).not.toHaveProperty('reference');
  });

  it('a name that is missing is told beside its language', () => {
    const list = serviceList(partsOf(WHOLE));
    const beside = list.beside['label-missing'];
    expect(typeof beside === 'function' && beside(['service', 'dns', 'en'])).toBe('label.en');
  });
});
