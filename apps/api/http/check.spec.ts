import { Type } from '@sinclair/typebox';
import { InvalidRequest } from '#libs/http';
import { compileCheck } from './check';

const period = Type.Object({ from: Type.String(), to: Type.String() }, { additionalProperties: false });

describe('a body whose members have names of their own', () => {
  const check = compileCheck(
    Type.Object(
      {
        transit: Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.String()),
        period: Type.Optional(period),
      },
      { additionalProperties: false },
    ),
  );

  test('passes where each fits', () => {
    expect(() => check({ transit: { iban: 'BE68539007547034' } })).not.toThrow();
  });

  test('its described members are looked at all the same', () => {
    const disorder = { transit: {}, period: { from: '2026-02-01', to: '2026-01-01' } };
    expect(() => check(disorder)).toThrow(InvalidRequest);
  });
});
