import { CqrsModule } from '@nestjs/cqrs';
import { migrate } from '#libs/database';
import { Catalogues, digestOf, shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { CatalogueController } from '#features/catalogue/catalogue.controller';
import { ListCatalogueVersionsHandler } from '#features/catalogue/queries/list-catalogue-versions';
import { ReadCatalogueChangesHandler } from '#features/catalogue/queries/read-catalogue-changes';
import { ReadCatalogueHandler } from '#features/catalogue/queries/read-catalogue';
import { ReadPurposeHandler } from '#features/catalogue/queries/read-purpose';
import { Clock } from '#libs/kernel';
import { eventStoreMigrations, PostgresEventStore } from '#libs/event-store/postgres';
import { serve, type Harness } from '../../apps/api/http/testing/harness';
import { freshDatabase, type TestDatabase } from '../setup/database';
import { DeclaredProblems } from '../setup/declared';

const [first] = shippedCatalogues() as [Catalogue];
const next: Catalogue = {
  ...first,
  version: '2018-05-25.2',
  from: '2999-01-01',
  purposes: first.purposes.map(each =>
    each.id === 'contract/1' ? { ...each, id: 'contract/2', basis: 'A6-1-f' } : each,
  ),
};
const clock = { now: () => new Date() };

let database: TestDatabase;
let store: PostgresEventStore;
let harness: Harness;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.ownerUrl, database.serviceRole, eventStoreMigrations);
  store = await PostgresEventStore.open({ url: database.serviceUrl });
  const catalogues = await Catalogues.start(store, [first, next], clock);
  const parts = {
    module: class Parts {},
    global: true,
    providers: [
      { provide: Catalogues, useValue: catalogues },
      { provide: Clock, useValue: clock },
    ],
    exports: [Catalogues, Clock],
  };
  const reading = {
    module: class Reading {},
    controllers: [CatalogueController],
    providers: [
      ListCatalogueVersionsHandler,
      ReadCatalogueChangesHandler,
      ReadCatalogueHandler,
      ReadPurposeHandler,
    ],
  };
  harness = await serve([], {
    modules: [CqrsModule.forRoot(), parts, reading],
  });
});
afterAll(async () => {
  await harness.close();
  await store.close();
  await database.drop();
});

async function get(
  path: string,
  claims: object = { roles: ['customer'] },
): Promise<{ status: number; body: unknown }> {
  const token = await harness.issuer.token({ ...claims });
  const response = await fetch(harness.url + path, { headers: { authorization: `Bearer ${token}` } });
  const { status } = response;
  const body = (await response.json()) as { code?: string };
  if (!response.ok) (await DeclaredProblems.of(harness.url)).require('GET', path, status, body.code!);
  return { status, body };
}

test('P21 the catalogue in force is answered whole, with a digest that anyone can recompute', async () => {
  const { status, body } = await get('/v1/catalogue');
  expect(status).toBe(200);
  expect(body).toMatchObject({ version: '2018-05-25', from: '2018-05-25', catalogue: first });
  const { digest, catalogue } = body as { digest: string; catalogue: Catalogue };
  expect(digestOf(catalogue)).toBe(digest);
});

test('P21 any version can be read, and which is in force', async () => {
  const { body } = await get('/v1/catalogue/versions');
  expect(body).toMatchObject([
    { version: '2018-05-25', current: true },
    { version: '2018-05-25.2', from: '2999-01-01', current: false, digest: digestOf(next) },
  ]);
  expect((await get('/v1/catalogue/2018-05-25.2')).body).toMatchObject({ catalogue: next });
});

test('P21 what a version says otherwise is told in codes, of any two', async () => {
  const changes = [
    { code: 'basis-changed', purpose: 'contract', was: 'A6-1-b', is: 'A6-1-f' },
    { code: 'purpose-renumbered', purpose: 'contract', was: 'contract/1', is: 'contract/2' },
  ];
  const { body } = await get('/v1/catalogue/2018-05-25.2/changes');
  expect(body).toEqual({ since: '2018-05-25', changes });
  expect((await get('/v1/catalogue/2018-05-25/changes?since=2018-05-25.2')).body).toMatchObject({
    changes: changes.map(({ was, is, ...change }) => ({ ...change, was: is, is: was })),
  });
  expect((await get('/v1/catalogue/2018-05-25/changes?since=2018-05-25')).body).toMatchObject({
    changes: [],
  });
});

test('a purpose is read by its name', async () => {
  expect((await get('/v1/catalogue/purposes/domain-be')).body).toMatchObject({
    id: 'domain-be/1',
    basis: 'A6-1-b',
  });
});

test.each([
  '/v1/catalogue/1999-01-01',
  '/v1/catalogue/latest',
  '/v1/catalogue/purposes/marketing',
  '/v1/catalogue/purposes',
  // Nothing came before the first.
  '/v1/catalogue/2018-05-25/changes',
  '/v1/catalogue/1999-01-01/changes?since=2018-05-25',
  '/v1/catalogue/2018-05-25.2/changes?since=1999-01-01',
])('there is nothing at %s', async path => {
  expect(await get(path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
});

test.each(['staff', 'privacy-officer', 'customer'])('%s may read it', async role => {
  expect((await get('/v1/catalogue/versions', { roles: [role] })).status).toBe(200);
});

test('a service needs its scope, a stranger a token (P09)', async () => {
  const service = { roles: ['service'], client_id: 'shop' };
  expect((await get('/v1/catalogue', { ...service, scope: 'catalogue:read' })).status).toBe(200);
  expect((await get('/v1/catalogue', { ...service, scope: 'subjects:read' })).body).toMatchObject({
    code: 'forbidden-scope',
  });
  expect((await get('/v1/catalogue', { roles: [] })).body).toMatchObject({ code: 'forbidden-role' });
  expect((await fetch(`${harness.url}/v1/catalogue`)).status).toBe(401);
});

test('it is described in OpenAPI, with its parts named once', async () => {
  const response = await fetch(`${harness.url}/openapi.json`);
  const { paths, components } = (await response.json()) as {
    paths: Record<string, unknown>;
    components: { schemas: Record<string, unknown> };
  };
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/v1/catalogue',
      '/v1/catalogue/versions',
      '/v1/catalogue/{version}',
      '/v1/catalogue/purposes/{name}',
    ]),
  );
  for (const name of ['Catalogue', 'CataloguePurpose', 'CatalogueText', 'CatalogueVersion'])
    expect(components.schemas).toHaveProperty(name);
});
