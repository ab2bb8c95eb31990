import { decodeRecord, encodeRecord, MAX_EVENT_BYTES, type EventRecord } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { canonicalBytes } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import { Catalogues, TAKE_UP_MS } from './catalogues';
import { CatalogueRefused, readCatalogue } from './check';
import { CATALOGUE_STREAM, digestOf, type CataloguePublished } from './events';
import { toPublish } from './publication';
import { shippedCatalogues } from './shipped';
import { edited, type Edit } from './testing/planted';
import type { Catalogue } from './types';

const [first] = shippedCatalogues() as [Catalogue];
const at = (instant: string): { now: () => Date } => ({ now: () => new Date(instant) });
const clock = at('2026-11-24T12:00:00Z');

/** Another version, from a day on. */
function version(name: string, from: string, edit: Edit = () => undefined): Catalogue {
  return edited(catalogue => {
    catalogue.version = name;
    catalogue.from = from;
    edit(catalogue);
  }, first);
}
const second = version('2018-05-25.2', '2026-12-01', ({ purposes: [contract] }) => {
  contract!.id = 'contract/2';
  contract!.retention.duration = 'P2Y';
});
const third = version('2027-01-01', '2027-01-01');
const DRAFT = '1d000000-0000-8000-8000-000000000001';

function published(...catalogues: Catalogue[]): CataloguePublished[] {
  return catalogues.map(each => ({
    version: each.version,
    from: each.from,
    digest: digestOf(each),
    catalogue: each,
  }));
}

function refusal(act: () => unknown): CatalogueRefused {
  try {
    act();
  } catch (error) {
    if (error instanceof CatalogueRefused) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('P21 what is to be published', () => {
  const names = (list: readonly Catalogue[]): string[] => list.map(each => each.version);

  test('is everything, in the order of the first day, on an empty log', () => {
    expect(names(toPublish([third, first, second], []))).toEqual([
      '2018-05-25',
      '2018-05-25.2',
      '2027-01-01',
    ]);
  });

  test('is what the log lacks', () => {
    expect(names(toPublish([first, second, third], published(first, second)))).toEqual(['2027-01-01']);
    expect(toPublish([first, second], published(first, second))).toEqual([]);
  });

  test('is nothing for an older program on a newer log', () => {
    expect(toPublish([first], published(first, second, third))).toEqual([]);
  });

  test('the order of members and the spacing of a file are not its content', () => {
    const rewritten = Object.fromEntries(Object.entries(first).reverse()) as unknown as Catalogue;
    expect(toPublish([rewritten], published(first))).toEqual([]);
  });

  test.each<[string, string, Edit]>([
    ['a value', '/purposes/0/retention/duration', c => (c.purposes[0]!.retention.duration = 'P9Y')],
    ['a member more', '/recipients/0/transferGround', c => (c.recipients[0]!.transferGround = 'A45-3')],
    ['a member less', '/recipients/2/transferGround', c => delete c.recipients[2]!.transferGround],
    ['a row more', '/extensions/3', c => c.extensions.push({ ...c.extensions[0]!, extension: 'org' })],
    [
      'the first of two',
      '/controller/name',
      c => {
        c.purposes[0]!.dpv = 'dpv:SellProducts';
        c.controller.name = 'Another';
      },
    ],
  ])('the same version with other content is refused: %s', (_, place, edit) => {
    const error = refusal(() => toPublish([edited(edit, first)], published(first)));
    expect(error.version).toBe('2018-05-25');
    expect(error.message).toContain(`first at ${place}:`);
  });

  test('a purpose whose rules change gets its next number', () => {
    const changing = (id: string): Catalogue => {
      const purposes = first.purposes.map(purpose =>
        purpose.id === 'contract/1'
          ? { ...purpose, id, retention: { ...purpose.retention, duration: 'P2Y' } }
          : purpose,
      );
      return { ...second, purposes };
    };
    for (const known of [published(first), []])
      expect(refusal(() => toPublish([first, changing('contract/1')], known)).message).toContain(
        'purpose contract/1 was published with other content',
      );
    expect(names(toPublish([first, changing('contract/2')], published(first)))).toEqual(['2018-05-25.2']);
  });

  test('is nothing, once officers have published a version: theirs is followed by theirs', () => {
    const [own] = published(version('2026-12-24', '2026-12-24')).map(each => ({ ...each, draft: DRAFT }));
    const log = [...published(first), own!];
    // Neither one that begins before it, nor one that begins after it, nor another of the same name.
    const same = version('2026-12-24', '2026-12-24', c => (c.controller.name = 'Another'));
    expect(toPublish([first, second, same, third], log)).toEqual([]);
    // What a program published is edited by no file, whoever publishes now.
    const edit = edited(c => (c.fields[0]!.label.en = 'surname'), first);
    expect(refusal(() => toPublish([edit], log)).version).toBe('2018-05-25');
  });

  test('a rule about what is costly stops a new version, and no start over one that was published before it', () => {
    const costly: Edit = ({ conditions = [] }) => {
      const { reference } = conditions.find(each => each.reference)!;
      reference!.pattern = '^([a-z]+)+$';
    };
    const catalogue = edited(c => {
      Object.assign(c, { version: '2027-01-01', from: '2027-01-01' });
      costly(c);
    });
    const error = refusal(() => toPublish([first, catalogue], published(first)));
    expect(error.faults).toEqual(['reference-form-costly: invoice-reference']);
    expect(readCatalogue(structuredClone(catalogue), 'published.json')).toEqual(catalogue);
    expect(toPublish([first, catalogue], published(first, catalogue))).toEqual([]);
  });

  test('a new version does not begin in the past of a published one', () => {
    const late = version('2018-05-25.3', '2026-12-01');
    expect(refusal(() => toPublish([first, late], published(first, second))).version).toBe('2018-05-25.3');
    expect(refusal(() => toPublish([first, second, late], [])).version).toBe('2018-05-25.3');
    expect(refusal(() => toPublish([second, first], published(second))).version).toBe('2018-05-25');
  });
});

describe('publishing to a log', () => {
  let database: TestDatabase;
  const stores: PostgresEventStore[] = [];

  async function store(): Promise<PostgresEventStore> {
    const opened = await PostgresEventStore.open({ url: database.serviceUrl, readers: 1 });
    stores.push(opened);
    return opened;
  }

  async function records(log: PostgresEventStore): Promise<EventRecord<string, CataloguePublished>[]> {
    const events = await log.readStream(CATALOGUE_STREAM);
    return events.map(({ bytes }) => decodeRecord(bytes) as EventRecord<string, CataloguePublished>);
  }

  beforeEach(async () => {
    database = await migratedDatabase();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map(each => each.close()));
    await database.drop();
  });

  test('each version becomes one event that holds it whole', async () => {
    const log = await store();
    const catalogues = await Catalogues.start(log, [first, second], clock);
    const events = await records(log);
    expect(
      events.map(({ type, v, catalogue, time, actor }) => ({ type, v, catalogue, time, actor })),
    ).toEqual(
      ['2018-05-25', '2018-05-25.2'].map(catalogue => ({
        type: 'CataloguePublished',
        v: 1,
        catalogue,
        time: '2026-11-24T12:00:00.000Z',
        actor: { role: 'system', id: 'publication' },
      })),
    );
    expect(events[0]!.data).toEqual(published(first)[0]);
    expect((await log.readStream(CATALOGUE_STREAM)).every(e => e.bytes.length < MAX_EVENT_BYTES / 4)).toBe(
      true,
    );
    expect(catalogues.version('2018-05-25')?.catalogue).toEqual(first);
    expect(catalogues.version('2018-05-25.2')?.digest).toBe(digestOf(second));
    expect(catalogues.version('1999-01-01')).toBeUndefined();
  });

  test('a later start publishes nothing twice, and what is new', async () => {
    const log = await store();
    await Catalogues.start(log, [first], clock);
    const bytes = (await log.readStream(CATALOGUE_STREAM))[0]!.bytes;
    await Catalogues.start(log, [first], at('2026-12-24T12:00:00Z'));
    // A clock that went back does not bring the stream's time back.
    await Catalogues.start(log, [first, second], at('2026-01-01T00:00:00Z'));
    const events = await log.readStream(CATALOGUE_STREAM);
    expect(events[0]!.bytes).toEqual(bytes);
    expect((await records(log)).map(({ catalogue, time }) => [catalogue, time])).toEqual([
      ['2018-05-25', '2026-11-24T12:00:00.000Z'],
      ['2018-05-25.2', '2026-11-24T12:00:00.000Z'],
    ]);
  });

  test('an edited version refuses to start and writes nothing', async () => {
    const log = await store();
    await Catalogues.start(log, [first], clock);
    const edit = edited(c => (c.fields[0]!.label.en = 'surname'), first);
    await expect(Catalogues.start(log, [edit, third], clock)).rejects.toThrow(
      /2018-05-25[^]*first at \/fields\/0\/label\/en:/,
    );
    expect(await records(log)).toHaveLength(1);
  });

  test('processes that start at once publish once', async () => {
    const logs = await Promise.all(Array.from({ length: 6 }, store));
    const shipped = [first, second, third];
    const all = await Promise.all(logs.map(log => Catalogues.start(log, shipped, clock)));
    expect((await records(logs[0]!)).map(({ data }) => data.version)).toEqual(shipped.map(c => c.version));
    for (const catalogues of all)
      expect(catalogues.versions.map(each => each.version)).toEqual(shipped.map(c => c.version));
  });

  test('of two programs with different content for one version, one starts', async () => {
    const [a, b] = await Promise.all([store(), store()]);
    const other = edited(c => (c.fields[0]!.label.en = 'surname'), first);
    const starts = await Promise.allSettled([
      Catalogues.start(a, [first], clock),
      Catalogues.start(b, [other], clock),
    ]);
    expect(starts.map(each => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(starts.find(each => each.status === 'rejected')?.reason).toBeInstanceOf(CatalogueRefused);
    expect(await records(a)).toHaveLength(1);
  });

  test('P21 the version in force changes with the day in Brussels', async () => {
    const catalogues = await Catalogues.start(await store(), [first, second], clock);
    const current = (instant: string): string => catalogues.current(new Date(instant)).version;
    expect(current('2018-05-24T22:00:00Z')).toBe('2018-05-25');
    expect(current('2026-11-30T22:59:59Z')).toBe('2018-05-25');
    expect(current('2026-11-30T23:00:00Z')).toBe('2018-05-25.2');
    expect(() => current('2018-05-24T21:59:59Z')).toThrow('no catalogue is in force on 2018-05-24');
  });

  test('a running process learns what another one publishes', async () => {
    const [a, b] = await Promise.all([store(), store()]);
    const running = await Catalogues.start(a, [first], clock);
    const reading = await Catalogues.read(a);
    await Catalogues.start(b, [first, second, third], clock);
    await Promise.all([running.refresh(), running.refresh(), reading.refresh()]);
    for (const catalogues of [running, reading])
      expect(catalogues.versions.map(each => each.version)).toEqual([
        '2018-05-25',
        '2018-05-25.2',
        '2027-01-01',
      ]);
  });

  test('P21 what officers publish is known in a process that stood still before it decides anything', async () => {
    const [a, b] = await Promise.all([store(), store()]);
    const standing = await Catalogues.start(a, [first, second], clock);
    const [own] = published(version('2026-12-24', '2026-12-24')).map(each => ({
      ...each,
      draft: DRAFT,
      draftedBy: 'olivia',
    }));
    const id = {
      id: '00000000-0000-8000-8000-000000000001',
      command: '00000000-0000-8000-8000-000000000002',
    };
    const [stored] = await records(a);
    await b.append(CATALOGUE_STREAM, 1, [
      encodeRecord({ ...stored!, ...id, type: 'CatalogueDraftPublished', data: own }),
    ]);
    // Read a moment ago: nothing is asked again.
    await standing.upToDate();
    expect(standing.versions).toHaveLength(2);
    const now = performance.now();
    const later = jest.spyOn(performance, 'now').mockReturnValue(now + TAKE_UP_MS);
    await standing.upToDate();
    later.mockRestore();
    expect(standing.versions.at(-1)).toMatchObject({
      version: '2026-12-24',
      draft: DRAFT,
      draftedBy: 'olivia',
    });
    expect(standing.current(new Date('2026-12-25T00:00:00Z')).version).toBe('2026-12-24');

    // A program that starts later publishes none of its own, says which, and does not stop at it.
    const started = await Catalogues.start(b, [first, second, third], clock);
    expect(started.versions).toHaveLength(3);
    expect(started.leftOut).toEqual(['2027-01-01']);
    expect(standing.leftOut).toEqual([]);
  });

  test.each([
    ['on a machine that slept for long enough', '2026-12-01T10:00:00Z', '2026-12-01T10:05:01Z'],
    ['on a day that began meanwhile in Brussels', '2026-12-01T22:59:59Z', '2026-12-01T23:00:00Z'],
  ])('P21 and %s, though its own clock says that hardly a moment passed', async (_, before, after) => {
    const [a, b] = await Promise.all([store(), store()]);
    const wall = { now: () => new Date(before) };
    const standing = await Catalogues.start(a, [first], wall);
    await Catalogues.start(b, [first, third], clock);
    await standing.upToDate();
    expect(standing.versions).toHaveLength(1);
    wall.now = () => new Date(after);
    await standing.upToDate();
    expect(standing.versions).toHaveLength(2);
  });

  test('more versions than a page are all read', async () => {
    const log = await store();
    const many = Array.from({ length: 51 }, (_, index) => {
      const day = new Date(Date.UTC(2030, 0, 1 + index)).toISOString().slice(0, 10);
      return version(day, day);
    });
    const expected = await Catalogues.start(log, many, clock);
    expect((await Catalogues.read(log)).versions.map(each => each.version)).toEqual(many.map(c => c.version));
    expect(expected.versions).toHaveLength(51);
  });

  test('an event whose catalogue is not what its digest says stops the start', async () => {
    const log = await store();
    await Catalogues.start(log, [first], clock);
    const [stored] = await log.readStream(CATALOGUE_STREAM);
    const record = decodeRecord(stored!.bytes) as EventRecord<string, CataloguePublished>;
    const forged = encodeRecord({
      ...record,
      id: '00000000-0000-8000-8000-000000000001',
      command: '00000000-0000-8000-8000-000000000002',
      data: { ...record.data, version: '2027-01-01', from: '2027-01-01', catalogue: third },
    });
    await log.append(CATALOGUE_STREAM, 0, [forged]);
    await expect(Catalogues.read(log)).rejects.toThrow('does not have its digest');
  });

  test('no command can change what all commands share', async () => {
    const catalogues = await Catalogues.start(await store(), [first], clock);
    const catalogue = catalogues.current(clock.now());
    expect(() => Object.assign(catalogue.purposes[0]!.opening, { contract: false })).toThrow(TypeError);
    expect(canonicalBytes(catalogue)).toEqual(canonicalBytes(first));
  });
});
