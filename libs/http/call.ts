import type { Readable } from 'node:stream';
import type { TSchema } from '@sinclair/typebox';
import type { CommandContext, Outcome } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { letterPage, letterPdf, letterText, policyOf, type Letter } from '#libs/letters';
import type { Caller } from './caller';
import type { CommandOptions, Declared, ListOf, QueryOptions } from './endpoint';
import type { Dto, StaticOf } from './schema';

type ParamNames<P extends string> = P extends `${string}:${infer N}/${infer R}`
  ? N | ParamNames<`/${R}`>
  : P extends `${string}:${infer N}`
    ? N
    : never;

interface Bound<P extends string, O> {
  /** UUIDs in lower case, or what the declared pattern let pass. */
  readonly params: Readonly<Record<ParamNames<P>, string>>;
  readonly body: StaticOf<O extends { body: infer B } ? B : undefined>;
  /** For a command: what it brings. For a query: what a look is recorded with (a fresh id each time). */
  readonly context: CommandContext;
}

export type CommandCall<P extends string, O extends CommandOptions> = Bound<P, O> & {
  readonly caller: Caller;
  /** Version of the record that the caller has seen. */
  readonly version: O extends { ifMatch: true } ? number : undefined;
  /** The body as it comes in; ends in `body-too-large` beyond the declared limit. `charset` is one of those declared. */
  readonly stream: O extends { stream: object }
    ? { readonly type: string; readonly charset: string | undefined; readonly bytes: Readable }
    : undefined;
};

export type QueryCall<P extends string, O extends QueryOptions> = Bound<P, O> & {
  readonly caller: O extends { roles: 'anyone' } ? undefined : Caller;
  readonly query: StaticOf<O extends { query: infer Q } ? Q : undefined>;
  readonly purpose: O extends { purpose: true | { own: string } } ? string : undefined;
  readonly position: Position | undefined;
};

/** What the handler of an endpoint gets: `Call<typeof correct>`. */
export type Call<E> =
  E extends Declared<'command', infer P, infer O extends CommandOptions>
    ? CommandCall<P, O>
    : E extends Declared<'query', infer P, infer O extends QueryOptions>
      ? QueryCall<P, O>
      : never;

/** What the handler of a command gives back. The stream's revision is not answered. */
export type CommandResult<O extends CommandOptions> = {
  readonly outcome: Pick<Outcome, 'outcome' | 'repeated' | 'position'>;
  /** Version of the record now, for its ETag. */
  readonly version?: number;
  /** Path of what was created. */
  readonly location?: string;
} & (O extends { answer: infer A } ? { readonly answer: StaticOf<A> } : { readonly answer?: undefined });

/** An answer to a query that is more than a JSON body. */
export class Answer<T> {
  constructor(
    readonly body: T,
    readonly headers: {
      /** Version of the record, for its ETag. */
      readonly version?: number;
      /** Media type, where it is not JSON. */
      readonly type?: string;
      readonly disposition?: string;
      /** Numbers of the entries of the register that the lines lie between: how far they are shows in their own. */
      readonly entries?: { readonly from: bigint; readonly to: bigint };
      /** Letters that are not in it: how many, by reason, as a dictionary of RFC 9651. */
      readonly lettersLacking?: string | undefined;
      /** Content-Security-Policy of a page, in place of the one that lets nothing through. */
      readonly policy?: string;
      /** It is the same for ever: whoever may have it may keep it (RFC 8246). No shared cache may, nor another caller of the same cache. */
      readonly immutable?: boolean;
      /** Strong ETag of what changes with what it is made of: who has it is answered 304. */
      readonly tag?: string;
      /** Seconds for which the caller may keep it. */
      readonly keepFor?: number;
    },
  ) {}
}

/** A page as {@link page} made it, whose own style its policy lets through. */
export function pageAnswer(page: string): Answer<string> {
  return new Answer(page, { type: 'text/html; charset=utf-8', policy: policyOf(page) });
}

/** A document as a PDF. */
export function pdfAnswer(
  pdf: Buffer,
  more: Pick<Answer<Buffer>['headers'], 'lettersLacking'> = {},
): Answer<Buffer> {
  return new Answer(pdf, { type: 'application/pdf', ...more });
}

/** A letter as it is asked for. */
export async function letterAnswer(
  letter: Letter,
  format: 'text' | 'html' | 'pdf',
): Promise<Answer<string | Buffer>> {
  if (format === 'html') return pageAnswer(letterPage(letter));
  if (format === 'pdf') return pdfAnswer(await letterPdf(letter));
  return new Answer(letterText(letter), { type: 'text/plain; charset=utf-8' });
}

/** A body that is not JSON. */
export type Raw = string | Buffer | Readable;

type QueryResult<R> =
  R extends ListOf<infer D>
    ? readonly StaticOf<D>[]
    : R extends TSchema | Dto
      ? StaticOf<R> | Answer<StaticOf<R>>
      : Answer<Raw>;

/** What the handler of an endpoint gives back. */
export type Result<E> =
  E extends Declared<'command', string, infer O extends CommandOptions>
    ? CommandResult<O>
    : E extends Declared<'query', string, infer O extends QueryOptions>
      ? QueryResult<O['response']>
      : never;
