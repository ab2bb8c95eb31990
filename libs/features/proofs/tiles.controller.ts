import { Controller } from '@nestjs/common';
import { Pool } from 'pg';
import { Freshness } from '#libs/projections';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { BLOCK, RegisterTree } from '#libs/register';
import { entryBytes } from '#libs/register/postgres';
import { Audits } from '#libs/features/audits';

const options = {
  tag: 'tlog',
  roles: ['privacy-officer', 'auditor'],
  response: { 'application/octet-stream': null },
  problems: ['projection-behind', 'bundle-not-representable'],
} as const;
const summary = 'Read a tile of the tree, or a bundle of entries';
const description =
  'C2SP tlog-tiles: `/tlog/tile/<L>/<N>[.p/<W>]`, `/tlog/tile/entries/<N>[.p/<W>]`. What does not exist at the size of now is not found.';
const level = /^(entries|0|[1-9]|[1-5][0-9]|6[0-3])$/;
/** A part of the index, or, after one with `.p`, the width. */
const [part, last] = [/^x\d{3}$/, /^(\d{3}(\.p)?|[1-9]\d{0,2})$/];
const any = /^(x\d{3}|\d{3}(\.p)?)$/;

const one = query('/tlog/tile/:level/:a', { ...options, summary, description, params: { level, a: last } });
const two = query('/tlog/tile/:level/:a/:b', {
  ...options,
  summary,
  description,
  params: { level, a: any, b: last },
});
const three = query('/tlog/tile/:level/:a/:b/:c', {
  ...options,
  summary,
  description,
  params: { level, a: part, b: any, c: last },
});
const four = query('/tlog/tile/:level/:a/:b/:c/:d', {
  ...options,
  summary,
  description,
  params: { level, a: part, b: part, c: any, d: last },
});

/** The register as a tiled transparency log. */
@Controller()
export class TilesController {
  private readonly tree: RegisterTree;

  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly audits: Audits,
  ) {
    this.tree = new RegisterTree(db);
  }

  @Endpoint(one)
  one({ params: { level: at, a }, context }: Call<typeof one>): Promise<Result<typeof one>> {
    return this.tile(at, [a], context);
  }

  @Endpoint(two)
  two({ params: { level: at, a, b }, context }: Call<typeof two>): Promise<Result<typeof two>> {
    return this.tile(at, [a, b], context);
  }

  @Endpoint(three)
  three({ params: { level: at, a, b, c }, context }: Call<typeof three>): Promise<Result<typeof three>> {
    return this.tile(at, [a, b, c], context);
  }

  @Endpoint(four)
  four({ params: { level: at, a, b, c, d }, context }: Call<typeof four>): Promise<Result<typeof four>> {
    return this.tile(at, [a, b, c, d], context);
  }

  private async tile(
    at: string,
    path: readonly string[],
    context: Call<typeof one>['context'],
  ): Promise<Answer<Buffer>> {
    const where = placeOf(path);
    const bundle = at === 'entries';
    const depth = bundle ? 0 : Number(at);
    if (!where) throw new DomainError('not-found');
    const { index, width } = where;
    const isThere = async (): Promise<boolean> =>
      index * BLOCK + BigInt(width) <= (await this.tree.size()) / BLOCK ** BigInt(depth);
    // What is there stays as it is; what is not may have come in what the log holds.
    if (!(await isThere())) {
      await this.freshness.of('register', undefined);
      if (!(await isThere())) throw new DomainError('not-found');
    }
    await this.audits.look(
      bundle ? 'entries' : 'tile',
      { level: bundle ? undefined : depth, index, width },
      context,
    );
    // What is full stays as it is; a part of it is another with the next entry.
    const headers = { type: 'application/octet-stream', immutable: width === Number(BLOCK) };
    if (!bundle) return new Answer(await this.tree.tile(depth, index, width), headers);
    const entries = await entryBytes(this.db, index * BLOCK, index * BLOCK + BigInt(width));
    return new Answer(Buffer.concat(entries.flatMap(bytes => [lengthOf(bytes), bytes])), headers);
  }
}

/** Index and width by the parts of a path: `x001/x234/067`, or `x001/x234/067.p/8`. */
function placeOf(path: readonly string[]): { index: bigint; width: number } | undefined {
  const [, digits, width] = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path.join('/')) ?? [];
  if (digits === undefined || Number(width ?? 1) > 255) return undefined;
  const index = digits.replaceAll(/[x/]/g, '');
  // Without a part of zeroes before it.
  if (index.length > 3 && index.startsWith('000')) return undefined;
  return { index: BigInt(index), width: Number(width ?? BLOCK) };
}

/** Big-endian uint16. @throws DomainError bundle-not-representable for an entry that is longer than that can say */
function lengthOf(bytes: Buffer): Buffer {
  if (bytes.length > 0xffff) throw new DomainError('bundle-not-representable');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}
