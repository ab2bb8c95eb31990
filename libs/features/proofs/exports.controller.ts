import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import { Audits } from '#libs/features/audits';
import { Signings } from '#libs/features/signing';
import {
  Answer,
  closed,
  described,
  Endpoint,
  oneOf,
  query,
  TimeText,
  type Call,
  type Result,
} from '#libs/http';
import { Clock, DomainError } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import {
  checkpointAt,
  csvHeader,
  csvRow,
  exportEnd,
  exportHead,
  exportLine,
  KINDS,
  latestCheckpoint,
  readEntry,
  RegisterTree,
  Signer,
  type Kind,
  type Witnessed,
} from '#libs/register';
import { rawPages, type RegisterFilter } from '#libs/register/postgres';
import { breaks, size, within } from './sizes';

const PAGE = 1_000;

const exported = query('/v1/register/export', {
  tag: 'proofs',
  summary: 'Export the register, or a part of it, with its stored bytes and a checkpoint',
  description:
    'As JSON Lines by docs/formats/export.md, which verifiers take; or as CSV, which proves nothing. A part has a proof beside each entry. It comes as a stream: how far it is shows in the number of each line.',
  roles: ['privacy-officer', 'auditor'],
  query: closed({
    format: oneOf(['csv', 'jsonl'] as const),
    size: size('Of the checkpoint that it is exported from, instead of one of now.'),
    from: size('From this entry on.'),
    to: size('Before this entry.'),
    kind: Type.Optional(oneOf(Object.keys(KINDS) as Kind[])),
    recipient: Type.Optional(Type.String({ maxLength: 64 })),
    since: Type.Optional(described(TimeText, 'From this time of the event on.')),
    until: Type.Optional(described(TimeText, 'Before this time of the event.')),
  }),
  position: true,
  response: { 'text/csv': null, 'application/jsonl': null },
  problems: ['projection-behind', 'beyond-the-register'],
});

/** Exports of the register (Art. 30(4), Art. 5(2)). Each is a look. */
@Controller()
export class ExportsController {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly audits: Audits,
    private readonly signer: Signer,
    private readonly signings: Signings,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  @Endpoint(exported)
  async exported({
    query: asked,
    position,
    context,
  }: Call<typeof exported>): Promise<Result<typeof exported>> {
    await this.freshness.of('register', position);
    const tree = new RegisterTree(this.db);
    const origin = (await this.signings.state()).origins.at(-1);
    const checkpoint = await this.checkpoint(origin, asked.size);
    const head = await tree.size();
    const whole = asked.size === undefined ? (checkpoint?.size ?? head) : within(asked.size, head);
    const to = asked.to === undefined ? whole : within(asked.to, whole);
    const from = asked.from === undefined ? 0n : within(asked.from, whole);
    if (from > to) throw breaks('from', 'at-most-to');
    const { format, kind, recipient, since, until } = asked;
    const names = Object.entries({ kind, recipient, since, until }).filter(
      ([, value]) => value !== undefined,
    );
    // What was looked for can be anything that a caller writes: its kind is recorded, not its words.
    await this.audits.look(
      'export',
      { format, from, to, size: whole, by: names.map(([name]) => name).join(' ') || undefined },
      context,
    );
    const filter: RegisterFilter & { readonly before: bigint } = {
      atLeast: from,
      before: to,
      ...(kind !== undefined && { kind }),
      ...(recipient !== undefined && { recipient }),
      ...(since !== undefined && { from: since }),
      ...(until !== undefined && { to: until }),
    };
    const controller = this.catalogues.current(this.clock.now()).controller;
    const scope = names.length > 0 ? ('selection' as const) : ('range' as const);
    const proved = scope === 'selection' || from > 0n || to < whole;
    const { db } = this;
    async function* csv(): AsyncGenerator<string> {
      yield csvHeader();
      for await (const page of rawPages(db, filter, PAGE))
        yield page.map(({ bytes }) => csvRow(readEntry(bytes), controller)).join('');
    }
    async function* jsonl(): AsyncGenerator<string> {
      const about = {
        origin: origin ?? null,
        scope,
        from,
        to,
        size: whole,
        filter: Object.fromEntries(names),
      };
      yield exportHead({ ...about, checkpoint: checkpoint?.witnessed ?? null, controller });
      let count = 0;
      for await (const page of rawPages(db, filter, PAGE)) {
        count += page.length;
        const numbers = page.map(({ n }) => n);
        const proofs = proved ? await tree.inclusions(numbers, whole) : [];
        yield page.map(({ n, bytes }, i) => exportLine(n, bytes, proofs[i])).join('');
      }
      yield exportEnd(count);
    }
    return new Answer(Readable.from(format === 'csv' ? csv() : jsonl()), {
      type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
      disposition: `attachment; filename="register.${format}"`,
    });
  }

  /** A checkpoint of that size, if there is one; one of now, or the newest, where none is asked for. */
  private async checkpoint(
    origin: string | undefined,
    asked: string | undefined,
  ): Promise<Witnessed | undefined> {
    if (origin === undefined) return undefined;
    if (asked !== undefined) return checkpointAt(this.db, origin, BigInt(asked));
    try {
      return await this.signer.sign();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return latestCheckpoint(this.db, origin);
    }
  }
}
