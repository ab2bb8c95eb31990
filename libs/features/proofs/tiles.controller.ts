import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { ReadTile } from './queries/read-tile';

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
  constructor(private readonly queries: QueryBus) {}

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
    const { bytes, full } = await this.queries.execute(new ReadTile(at, path, context));
    return new Answer(bytes, { type: 'application/octet-stream', immutable: full });
  }
}
