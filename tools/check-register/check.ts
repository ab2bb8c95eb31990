import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseUrls } from '#libs/database';
import { RegisterTree } from '#libs/register';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { importCustomers, projected } from '../../bench/bulk';
import { runService, serviceToken } from '../../bench/service';
import { chunksOf, events, exported } from './exported';
import { Operator } from './operator';
import { randomTampers, type Changed } from './random';
import { TAMPERS, treeAnew, type Tamper } from './tampers';
import { bothSay, verifier, type Verdict } from './verifiers';

export interface Found {
  readonly name: string;
  readonly verdict?: Verdict;
  /** What the doctor found. */
  readonly doctor: Readonly<Record<string, number>>;
  readonly found: boolean;
}

export interface Report {
  readonly entries: number;
  readonly untouched: Verdict;
  readonly tampers: readonly Found[];
  readonly random: Readonly<Record<string, { readonly changed: number; readonly found: number }>>;
  readonly secondSignature: readonly { readonly on: string; readonly answer: string }[];
  /** What was not found; empty is how it should be. */
  readonly missed: readonly string[];
}

/** What an auditor has: a key, a checkpoint, an export of that day; all in files of his own. */
interface Auditor {
  readonly origin: string;
  readonly vkey: string;
  readonly checkpoint: string;
  readonly earlier: string;
}

/** Fills a register, tampers with copies of it, and says what was found. */
export class Check {
  private copies = 0;

  constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    private readonly admin: Client,
    private readonly say: (line: string) => void,
  ) {}

  async run(entries: number, count: number): Promise<Report> {
    const older = await this.fill(entries);
    const auditor = await this.audited();
    const untouched = await this.verify(await this.open(this.postgres.urls), auditor, 'untouched.jsonl');
    this.say(`untouched: ${untouched.verdict}: ${untouched.message}`);
    const tampers: Found[] = [];
    for (const tamper of TAMPERS) tampers.push(await this.tamper(tamper, auditor));
    tampers.push(await this.together(auditor));
    tampers.push(await this.olderDump(older, auditor));
    const changed = await this.random(count, auditor);
    const secondSignature = await this.secondSignature(older, auditor);
    const random: Record<string, { changed: number; found: number }> = {};
    for (const { place, found } of changed) {
      const at = (random[place] ??= { changed: 0, found: 0 });
      at.changed += 1;
      at.found += found ? 1 : 0;
    }
    const missed = [
      ...(untouched.verdict === 'proved' ? [] : ['the untouched register is not proved']),
      ...tampers.filter(({ found }) => !found).map(({ name }) => name),
      ...changed.filter(({ found }) => !found).map(({ place, where }) => `${place} at ${where}`),
      ...secondSignature
        .filter(({ answer }) => answer !== 'register-forked')
        .map(({ on }) => `a signature on ${on}`),
    ];
    return { entries: Number(untouched.size), untouched, tampers, random, secondSignature, missed };
  }

  /** Customers until there are so many entries; signed and copied at the half. @returns the older copy */
  private async fill(entries: number): Promise<DatabaseUrls> {
    const { urls } = this.postgres;
    await this.customers(Math.ceil(entries / 2));
    const operator = new Operator(this.folder, urls);
    const { origin, vkey } = await operator.makeKey();
    writeFileSync(this.file('origin'), origin);
    writeFileSync(this.file('vkey'), vkey);
    this.require(await operator.sign());
    const older = await this.copy();
    await this.customers(entries);
    return older;
  }

  private async customers(entries: number): Promise<void> {
    const { urls } = this.postgres;
    const service = await runService(this.folder, urls);
    try {
      const token = await serviceToken(service.issuer);
      for (let size = await this.size(); size < entries; size = await this.size()) {
        await importCustomers(service.api.url, token, Math.min(1_000, Math.ceil((entries - size) / 4)));
        await projected(urls.owner);
        this.say(`${await this.size()} of ${entries} entries`);
      }
    } finally {
      await service.stop();
    }
  }

  private async size(): Promise<number> {
    const db = await this.open(this.postgres.urls);
    try {
      const { rows } = await db.query<{ size: string | null }>(
        "select case when to_regclass('register_entries') is null then 0 else (select count(*) from register_entries) end as size",
      );
      return Number(rows[0]!.size);
    } catch {
      return 0;
    } finally {
      await db.end();
    }
  }

  /** What the auditor gets on a day on which all is well. */
  private async audited(): Promise<Auditor> {
    const note = this.require(await new Operator(this.folder, this.postgres.urls).sign());
    const { readFileSync } = await import('node:fs');
    const [origin, vkey] = ['origin', 'vkey'].map(name => readFileSync(this.file(name), 'utf8'));
    writeFileSync(this.file('checkpoint'), note);
    const db = await this.open(this.postgres.urls);
    writeFileSync(this.file('earlier.jsonl'), Buffer.concat([...chunksOf(await exported(db, origin!))]));
    await db.end();
    return {
      origin: origin!,
      vkey: vkey!,
      checkpoint: this.file('checkpoint'),
      earlier: this.file('earlier.jsonl'),
    };
  }

  /** Both verifiers on what this database exports. */
  private async verify(
    db: Client,
    { origin, vkey, checkpoint, earlier }: Auditor,
    name: string,
  ): Promise<Verdict> {
    writeFileSync(this.file(name), Buffer.concat([...chunksOf(await exported(db, origin))]));
    await db.end();
    return bothSay([
      'export',
      this.file(name),
      '--vkey',
      vkey,
      '--checkpoint',
      checkpoint,
      '--earlier',
      earlier,
    ]);
  }

  private async tamper(tamper: Tamper, auditor: Auditor): Promise<Found> {
    const urls = await this.copy();
    const db = await this.open(urls);
    const size = await sizeOf(db);
    await tamper.apply(db, size);
    const verdict =
      tamper.shown === 'export'
        ? await this.verify(db, auditor, 'tampered.jsonl')
        : tamper.shown === 'proof'
          ? await this.proof(db, auditor)
          : (await db.end(), undefined);
    return this.judged(tamper.name, verdict, urls, tamper.codes);
  }

  /** An inclusion proof of the first entry, as the service would make it now. */
  private async proof(db: Client, { vkey, checkpoint }: Auditor): Promise<Verdict> {
    const size = await sizeOf(db);
    const { proof } = await new RegisterTree(db).inclusion(0n, BigInt(size));
    const { rows } = await db.query<{ bytes: Buffer }>('select bytes from register_entries where n = 0');
    await db.end();
    const hashes = proof.map(hash => hash.toString('base64'));
    writeFileSync(this.file('proof.json'), JSON.stringify({ n: '0', size: String(size), proof: hashes }));
    writeFileSync(this.file('entry'), rows[0]!.bytes);
    const args = ['--entry', this.file('entry'), '--vkey', vkey, '--checkpoint', checkpoint];
    return bothSay(['inclusion', this.file('proof.json'), ...args]);
  }

  /** Log and register say the same other thing; the tree and the read models begin anew. */
  private async together(auditor: Auditor): Promise<Found> {
    const urls = await this.copy();
    const db = await this.open(urls);
    await db.query(
      `update events set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"client":"service"', '"client":"sorvice"'), 'UTF8')
        where position = (select position from events order by position offset 50 limit 1)`,
    );
    await db.query(
      `update events set bytes = convert_to(regexp_replace(convert_from(bytes, 'UTF8'), '("actor":\\{"id":")[a-z]', '\\1x'), 'UTF8')
        where position = (select position from events order by position offset 60 limit 1)`,
    );
    await db.query('truncate register_entries, register_silences, register_tree');
    await db.query("delete from checkpoints where projection = 'register'");
    await new Operator(this.folder, urls).sign();
    const verdict = await this.verify(db, auditor, 'together.jsonl');
    return this.judged('log and register together, read models begun anew', verdict, urls, FORKED);
  }

  private async olderDump(urls: DatabaseUrls, auditor: Auditor): Promise<Found> {
    const verdict = await this.verify(await this.open(urls), auditor, 'older.jsonl');
    return this.judged('all of it from an older dump', verdict, urls, FORKED);
  }

  private async judged(
    name: string,
    verdict: Verdict | undefined,
    urls: DatabaseUrls,
    codes: readonly string[],
  ): Promise<Found> {
    const doctor = await new Operator(this.folder, urls).doctor();
    const byVerifier = verdict === undefined || verdict.verdict === 'disproved';
    const byDoctor = codes.some(code => doctor.has(code));
    const said = verdict ? `${verdict.verdict}: ${verdict.message}` : 'nothing of it leaves the house';
    this.say(`${name}: ${said} · doctor: ${[...doctor.keys()].join(', ') || 'nothing'}`);
    return {
      name,
      ...(verdict && { verdict }),
      doctor: Object.fromEntries(doctor),
      found: byVerifier && byDoctor,
    };
  }

  private async random(count: number, auditor: Auditor): Promise<Changed[]> {
    const urls = await this.copy();
    const db = await this.open(urls);
    const operator = new Operator(this.folder, urls);
    const { parseKey } = await verifier();
    const { readFileSync } = await import('node:fs');
    const changed = await randomTampers(count, {
      db,
      whole: await exported(db, auditor.origin),
      events: await events(db),
      keys: [(await parseKey(auditor.vkey))!],
      checkpoint: readFileSync(auditor.checkpoint, 'utf8'),
      doctor: async () =>
        [...(await operator.doctor(['register', 'tree'])).values()].reduce((sum, each) => sum + each, 0),
    });
    await db.end();
    const missed = changed.filter(({ found }) => !found).length;
    this.say(`${changed.length} random changes of a byte: ${missed} missed`);
    return changed;
  }

  /** On a register that is another than what was signed, nothing is signed. */
  private async secondSignature(older: DatabaseUrls, _auditor: Auditor): Promise<Report['secondSignature']> {
    const changed = await this.copy();
    const db = await this.open(changed);
    await TAMPERS.find(({ name }) => name === 'register and tree together')!.apply(db, await sizeOf(db));
    await treeAnew(db);
    await db.end();
    const answers: { on: string; answer: string }[] = [];
    for (const [on, urls] of [
      ['an older dump', older],
      ['a changed register', changed],
    ] as const) {
      const answer = await new Operator(this.folder, urls).sign();
      answers.push({ on, answer: 'refused' in answer ? answer.refused : 'signed' });
      this.say(`a second signature on ${on}: ${answers.at(-1)!.answer}`);
    }
    return answers;
  }

  /** The database as it stands, once more. Nobody may be connected to it. */
  private async copy(): Promise<DatabaseUrls> {
    const { urls } = this.postgres;
    const name = `copy${++this.copies}`;
    const of = new URL(urls.owner).pathname.slice(1);
    const owner = new URL(urls.owner).username;
    await this.admin.query(`create database ${name} template ${of} owner ${owner}`);
    await this.admin.query(
      `do $$ begin execute (select coalesce(string_agg(format('grant connect, temporary on database ${name} to %I', rolname), '; '), 'select 1') from pg_roles where rolname like 'inzage%'); end $$`,
    );
    return { ...urls, owner: at(urls.owner, name), service: at(urls.service, name) };
  }

  /** As the superuser, whom no trigger and no right stops. */
  private async open(urls: DatabaseUrls): Promise<Client> {
    const name = new URL(urls.owner).pathname.slice(1);
    const db = new Client({ connectionString: at(this.postgres.superuserUrl, name) });
    await db.connect();
    await db.query('set session_replication_role = replica');
    return db;
  }

  private require(answer: { note: string } | { refused: string }): string {
    if ('refused' in answer) throw new Error(`No checkpoint was signed: ${answer.refused}`);
    return answer.note;
  }

  private file(name: string): string {
    return join(this.folder, name);
  }
}

/** What the doctor says where the register is another than what was signed. */
const FORKED = ['register-forked', 'checkpoint-altered', 'register-shorter'] as const;

async function sizeOf(db: Client): Promise<number> {
  const { rows } = await db.query<{ size: string }>('select max(n) + 1 as size from register_entries');
  return Number(rows[0]!.size);
}

function at(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
