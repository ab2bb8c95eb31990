import { ValidationPipe } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { OpenMediationBody } from '#features/mediation/commands/open-mediation';
import { closed, oneOf, schemaOf } from '#libs/http/schema';
import { compileCheck } from '../apps/api/http/check';

/** What a body of six members costs to check: `node dist/bench/validation.js`. Microseconds a body (ADR 0025). */
const body = {
  domain: 'peeters.be',
  familyName: 'Wouters',
  givenName: 'Els',
  email: 'els@example.org',
  message: 'I like the name',
  language: 'nl',
};
const schema = closed({
  domain: Type.String({ maxLength: 253 }),
  familyName: Type.String({ maxLength: 200 }),
  givenName: Type.Optional(Type.String({ maxLength: 200 })),
  email: Type.String({ maxLength: 254 }),
  message: Type.Optional(Type.String({ maxLength: 4000 })),
  language: Type.Optional(oneOf(['nl', 'fr', 'en'] as const)),
});
const pipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });
const meta = { type: 'body', metatype: OpenMediationBody } as const;
const [compiledClass, compiledSchema] = [compileCheck(schemaOf(OpenMediationBody)), compileCheck(schema)];

async function measured(rounds: number, work: () => unknown): Promise<string> {
  for (let i = 0; i < rounds / 10; i++) await work();
  const started = performance.now();
  for (let i = 0; i < rounds; i++) await work();
  return `${(((performance.now() - started) * 1000) / rounds).toFixed(2)} µs`;
}

async function main(): Promise<void> {
  console.table({
    ValidationPipe: await measured(20_000, () => pipe.transform({ ...body }, meta) as unknown),
    'DTO class, compiled': await measured(1_000_000, () => compiledClass({ ...body })),
    'TypeBox schema, compiled': await measured(1_000_000, () => compiledSchema({ ...body })),
  });
}

void main();
