import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { violations } from '../architecture/rules';
import { Copy } from './copy';

/**
 * The walks of CONTRIBUTING, walked in a copy of the tree: what each touches, and that nothing else needs to be touched
 * for the compiler, the architecture and the composition to take it. The new parts are made of those that are there.
 */

let copy: Copy;
beforeAll(() => (copy = new Copy()));
afterAll(() => rmSync(copy.root, { recursive: true, force: true }));

const M = 'libs/features/mediation';
const walked = new Map<string, readonly string[]>();
function touched(walk: () => void): string[] {
  const files = copy.changes(walk);
  walked.set(expect.getState().currentTestName!.split(':')[0]!, files);
  return files;
}

/** A file made of another one, in other names. */
function like(from: string, to: string, ...names: readonly (readonly [string, string])[]): void {
  const text = names.reduce((said, [one, other]) => said.replaceAll(one, other), copy.read(from));
  copy.write(to, text);
}

test('a command: its file, and its lines in module and controller', () => {
  const files = touched(() => {
    like(`${M}/commands/withdraw-mediation.ts`, `${M}/commands/recall-mediation.ts`, ['Withdraw', 'Recall']);
    copy.before(
      `${M}/mediation.module.ts`,
      'import { TellThirdPartyHandler }',
      "import { RecallMediationHandler } from './commands/recall-mediation';\n",
    );
    copy.before(`${M}/mediation.module.ts`, '    TellThirdPartyHandler,', '    RecallMediationHandler,\n');
    const controller = `${M}/mediation.controller.ts`;
    copy.before(
      controller,
      'import { TellThirdParty',
      "import { RecallMediation, RecallMediationBody } from './commands/recall-mediation';\n",
    );
    copy.before(
      controller,
      'const withdraw = ',
      `const recall = command('/v1/mediations/:mediation/recall', {
        ...staff, summary: 'Recall a mediation', body: RecallMediationBody });\n`,
    );
    copy.before(
      controller,
      '  @Endpoint(withdraw)',
      `  @Endpoint(recall)
  async recall({ params, context }: Call<typeof recall>): Promise<Result<typeof recall>> {
    return { outcome: await this.commands.execute(new RecallMediation(params.mediation, context)) };
  }\n\n`,
    );
  });
  expect(files).toEqual([
    `${M}/commands/recall-mediation.ts`,
    `${M}/mediation.controller.ts`,
    `${M}/mediation.module.ts`,
  ]);
});

test('a query: its file, and its lines in module and controller', () => {
  const files = touched(() => {
    like(`${M}/queries/read-mediation.ts`, `${M}/queries/glance-at-mediation.ts`, [
      'ReadMediation',
      'GlanceAtMediation',
    ]);
    copy.before(
      `${M}/mediation.module.ts`,
      'import { ReadMediationHandler }',
      "import { GlanceAtMediationHandler } from './queries/glance-at-mediation';\n",
    );
    copy.before(`${M}/mediation.module.ts`, '    ReadMediationHandler,', '    GlanceAtMediationHandler,\n');
    const controller = `${M}/mediation.controller.ts`;
    copy.before(
      controller,
      'import { ReadMediation }',
      "import { GlanceAtMediation } from './queries/glance-at-mediation';\n",
    );
    copy.before(
      controller,
      '/** Contact mediation (P15). */',
      `const glance = query('/v1/mediations/:mediation/glance', {
        ...staff, summary: 'Glance at a mediation', purpose: true, response: MediationPage });\n\n`,
    );
    copy.before(
      controller,
      '  @Endpoint(list)',
      `  @Endpoint(glance)
  async glance({ params, purpose, context }: Call<typeof glance>): Promise<Result<typeof glance>> {
    await this.queries.execute(new GlanceAtMediation(params.mediation, purpose, context));
    return { mediations: [] };
  }\n\n`,
    );
  });
  expect(files).toEqual([
    `${M}/mediation.controller.ts`,
    `${M}/mediation.module.ts`,
    `${M}/queries/glance-at-mediation.ts`,
  ]);
});

test('an event: its data, what it does to the state and the list, and what the register says; its sample', () => {
  const files = touched(() => {
    copy.before(
      `${M}/events.ts`,
      'export interface MediationEventData {',
      'export interface MediationPaused {\n  readonly on: Day;\n}\n\n',
    );
    copy.after(
      `${M}/events.ts`,
      'export interface MediationEventData {\n',
      '  MediationPaused: MediationPaused;\n',
    );
    copy.before(`${M}/events.ts`, '  AnswerPeriodEnded: firstVersion,', '  MediationPaused: firstVersion,\n');
    copy.before(
      `${M}/state.ts`,
      "    case 'AnswerPeriodEnded':",
      "    case 'MediationPaused':\n      return state;\n",
    );
    copy.before(
      `${M}/projection.ts`,
      "    case 'AnswerPeriodEnded':",
      "    case 'MediationPaused':\n      return change;\n",
    );
    copy.before(
      `${M}/register-entries.ts`,
      '  AnswerPeriodEnded: noEntries,',
      '  MediationPaused: noEntries,\n',
    );
    copy.before(
      'test/register/samples.ts',
      '  MediationOpened: [',
      "  MediationPaused: [{ on: '2026-01-01' }],\n",
    );
  });
  expect(files).toEqual([
    `${M}/events.ts`,
    `${M}/projection.ts`,
    `${M}/register-entries.ts`,
    `${M}/state.ts`,
    'test/register/samples.ts',
  ]);
});

test('a version of an event: its upcaster, and no other line', () => {
  const files = touched(() =>
    copy.change(
      `${M}/events.ts`,
      '  OwnerAnswered: firstVersion,',
      "  OwnerAnswered: [data => ({ channel: 'letter', ...(data as object) })],",
    ),
  );
  expect(files).toEqual([`${M}/events.ts`]);
});

test('a read model: its projection, its table, and its line in the descriptor', () => {
  const files = touched(() => {
    like(
      'libs/features/oversight/links.projection.ts',
      `${M}/tally.projection.ts`,
      ['SubjectLinksProjection', 'TallyProjection'],
      ["'subject-links'", "'tally'"],
      ['subject_links', 'tally'],
    );
    copy.before(
      `${M}/migrations.ts`,
      'export const mediationMigrations',
      `class Tally1767225699000 implements MigrationInterface {
  readonly name = 'Tally1767225699000';
  async up(q: QueryRunner): Promise<void> {
    await q.query('create table tally (subject uuid primary key, since timestamptz not null, links integer not null)');
    await grant(q, 'SELECT, INSERT, UPDATE, DELETE', 'tally');
  }
  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table tally');
  }
}\n\n`,
    );
    copy.change(
      `${M}/migrations.ts`,
      '[Mediations1767225601400]',
      '[Mediations1767225601400, Tally1767225699000]',
    );
    copy.before(
      `${M}/mediation.feature.ts`,
      'import { mediationTimers }',
      "import { TallyProjection } from './tally.projection';\n",
    );
    copy.after(`${M}/mediation.feature.ts`, 'readModels: {', ' tally: () => new TallyProjection(),');
  });
  expect(files).toEqual([`${M}/mediation.feature.ts`, `${M}/migrations.ts`, `${M}/tally.projection.ts`]);
});

test('a timer: what sets it, and its command', () => {
  const files = touched(() => {
    copy.before(
      `${M}/timers.ts`,
      '    schedule(PERIOD_END,',
      "    schedule('mediation/again', mediationOf(stream), dayOver(until)),\n",
    );
    copy.after(
      `${M}/timers.ts`,
      '  due: {\n',
      `    'mediation/again': async ({ key, context }) =>
      new (await import('#features/mediation/commands/recall-mediation')).RecallMediation(key, context),\n`,
    );
  });
  expect(files).toEqual([`${M}/timers.ts`]);
});

test('something that follows an event: its reactor, and its line in the descriptor', () => {
  const files = touched(() => {
    copy.write(
      `${M}/recalled.reactor.ts`,
      `import type { Reactor } from '#libs/feature';
import { mediationOf } from './events';

export const recalled = (): Reactor => ({
  on: ['MediationEnded'],
  react: async ({ id, stream, actor }) =>
    new (await import('#features/mediation/commands/recall-mediation')).RecallMediation(mediationOf(stream), {
      commandId: id,
      actor,
      dryRun: false,
    }),
});
`,
    );
    copy.before(
      `${M}/mediation.feature.ts`,
      'import { mediationTimers }',
      "import { recalled } from './recalled.reactor';\n",
    );
    copy.before(`${M}/mediation.feature.ts`, '  migrations:', '  reactors: { recalled },\n');
  });
  expect(files).toEqual([`${M}/mediation.feature.ts`, `${M}/recalled.reactor.ts`]);
});

test('a recipient: its folder, its format among those that are made, and what the catalogue may give it', () => {
  const files = touched(() => {
    like(
      'libs/recipients/registrar/index.ts',
      'libs/recipients/reseller/index.ts',
      ['registrar', 'reseller'],
      ['Registrar', 'Reseller'],
      ["'epp-contact'", "'reseller-contact'"],
    );
    copy.before(
      'libs/recipients/make.ts',
      'import { registrar,',
      "import { reseller, ResellerSchema } from './reseller';\n",
    );
    copy.before('libs/recipients/make.ts', '    RegistrarSchema,', '    ResellerSchema,\n');
    copy.before(
      'libs/recipients/make.ts',
      "  'epp-contact': registrar,",
      "  'reseller-contact': reseller,\n",
    );
    copy.before(
      'libs/catalogue/formats.ts',
      "  'epp-contact': {",
      "  'reseller-contact': { needs: CONTACT, carries: [], transitNeeds: [], transitCarries: [] },\n",
    );
  });
  expect(files).toEqual([
    'libs/catalogue/formats.ts',
    'libs/recipients/make.ts',
    'libs/recipients/reseller/index.ts',
  ]);
});

test('a feature: its folder, and one line outside', () => {
  const files = touched(() => {
    copy.feature('oversight', 'visits', [
      ['oversight', 'visits'],
      ['Oversight', 'Visits'],
      ['subject-links', 'visit-links'],
      ['subject_links', 'visit_links'],
      ['SubjectLinks', 'VisitLinks'],
      ['outside-policy', 'outside-visits'],
      ['/v1/', '/v1/visits/'],
    ]);
    copy.before(
      'libs/features/all.ts',
      'export { access }',
      "export { visits } from './visits/visits.feature';\n",
    );
  });
  const outside = files.filter(name => !name.startsWith('libs/features/visits/'));
  expect(outside).toEqual(['libs/features/all.ts']);
  expect(copy.linesAdded('libs/features/all.ts')).toBe(1);
});

test('CONTRIBUTING tells these walks and no others, and the files of each', () => {
  const text = readFileSync(join(__dirname, '../../CONTRIBUTING.md'), 'utf8');
  const [, table = ''] = text.split('### Walks');
  const rows = new Map(
    [...table.matchAll(/^\| ((?:an?|something) [^|]+?) \| (.+) \|$/gm)].map(([, what, how]) => [what!, how!]),
  );
  expect([...rows.keys()].sort()).toEqual([...walked.keys()].sort());
  const there = (path: string): boolean => existsSync(join(__dirname, '../..', path));
  for (const [what, files] of walked)
    for (const file of files.filter(there))
      expect(`${what}: ${rows.get(what)}`).toContain(basename(file).replace(/^mediation\./, '<x>.'));
});

describe('after all of them', () => {
  test('the compiler asks for nothing else', () => {
    const roots = [
      'libs/features/index.ts',
      `${M}/mediation.module.ts`,
      'libs/features/visits/visits.module.ts',
      'libs/recipients/index.ts',
      'test/register/samples.ts',
    ];
    expect(copy.complaints(roots)).toEqual([]);
  }, 180_000);

  test('the compiler would: an event whose case is missing', () => {
    copy.change(`${M}/state.ts`, "    case 'MediationPaused':\n      return state;\n", '');
    expect(copy.complaints([`${M}/state.ts`], true).join()).toContain('MediationPaused');
    copy.before(
      `${M}/state.ts`,
      "    case 'AnswerPeriodEnded':",
      "    case 'MediationPaused':\n      return state;\n",
    );
  }, 180_000);

  test('the architecture is kept', () => {
    expect(violations(copy.sources('libs'))).toEqual([]);
  });

  test('and the program has them', () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '-r', './test/setup/register.cjs', 'test/walks/tell.ts'],
      { cwd: copy.root, encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({
      features: expect.arrayContaining(['visits']) as string[],
      followers: expect.arrayContaining(['tally', 'recalled', 'visit-links']) as string[],
      versions: { MediationPaused: 1, OwnerAnswered: 2 },
      timers: expect.arrayContaining(['mediation/again']) as string[],
      endpoints: expect.arrayContaining([
        'POST /v1/mediations/:mediation/recall',
        'GET /v1/mediations/:mediation/glance',
        'GET /v1/visits/looks',
      ]) as string[],
      handlers: expect.arrayContaining(['RecallMediationHandler', 'GlanceAtMediationHandler']) as string[],
    });
  });
});
