import { Refused } from '../api/client';
import { faultsOf } from './faults';

/** A refusal of the service that names these places. */
function refused(...errors: NonNullable<Refused['problem']['errors']>): Refused {
  const problem = {
    type: '',
    title: '',
    status: 422,
    code: 'invalid-request',
    detail: '',
    trace: '',
    errors,
  };
  return new Refused(problem, undefined);
}

const FIELDS = ['country', 'reason.nl', 'purposes'].map(name => ({ name }));

describe('what is wrong stands beside its field', () => {
  it('finds the field by its place', () => {
    const { at, besides } = faultsOf(
      refused({ pointer: '/country', rule: 'pattern' }, { pointer: '/reason/nl', rule: 'maxLength' }),
      FIELDS,
    );
    expect(Object.fromEntries(at)).toEqual({ country: 'pattern', 'reason.nl': 'maxLength' });
    expect(besides).toEqual([]);
  });

  it('finds a list by one of its members, and a value in whatever it is nested in', () => {
    const { at } = faultsOf(
      refused({ pointer: '/purposes/3', rule: 'pattern' }, { pointer: '/contact/country', rule: 'enum' }),
      FIELDS,
    );
    expect(Object.fromEntries(at)).toEqual({ purposes: 'pattern', country: 'enum' });
  });

  it('tells what is of no field that is shown', () => {
    expect(faultsOf(refused({ pointer: '/contact', rule: 'no-way-to-answer' }), FIELDS).besides).toEqual([
      'no-way-to-answer',
    ]);
  });

  it('leaves out what is not of the row that is filled in: row 1 is not row 12', () => {
    const { at, besides } = faultsOf(
      refused(
        { pointer: '/catalogue/recipients/12/country', rule: 'pattern' },
        { pointer: '/catalogue/purposes/0/basis', rule: 'enum' },
        { pointer: '/catalogue/recipients/1/name', rule: 'type' },
      ),
      FIELDS,
      '/catalogue/recipients/1',
    );
    expect([...at]).toEqual([]);
    expect(besides).toEqual(['type']);
  });

  it('takes what is nested in a row for no field of the row that has its name', () => {
    const { at, besides } = faultsOf(
      refused(
        { pointer: '/catalogue/recipients/1/policy/0/country', rule: 'pattern' },
        { pointer: '/catalogue/recipients/1/reason/nl', rule: 'maxLength' },
        { pointer: '/catalogue/recipients/1/purposes/3', rule: 'enum' },
      ),
      FIELDS,
      '/catalogue/recipients/1',
    );
    expect(Object.fromEntries(at)).toEqual({ 'reason.nl': 'maxLength', purposes: 'enum' });
    expect(besides).toEqual(['pattern']);
  });

  it('has nothing to say of another failure', () => {
    expect(faultsOf(new Error('gone'), FIELDS)).toEqual({ at: new Map(), besides: [] });
  });
});
