import { Inject, Injectable } from '@nestjs/common';
import { Catalogues, sharingOf, type Field } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import {
  dutiesOf,
  KnownByRecipients,
  subjectStreamOf,
  type Duty,
  type Held,
  type Identification,
  type SubjectState,
} from '#libs/features/subjects';
import { brusselsDay, DomainError, type Day, type Json, type Uuid } from '#libs/kernel';
import { shownLetter, type AskedLetter } from '#libs/http/schema';
import type { Language, Letter } from '#libs/letters';
import {
  make,
  type AskedDocument,
  type Made,
  type RecipientPayload,
  type SharedValues,
} from '#libs/recipients';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import type { Editions } from '#libs/words';
import { letterToRecipient } from './letter';
import { requireDuty } from './guards';
import type { TellRecipientAnswer } from './notice';

/** What is asked of a telling's answer. */
interface AskedNotice extends AskedLetter {
  readonly format?: AskedDocument;
  readonly language?: Language;
  /** When it is told. */
  readonly at: Date;
  /** Of the letter's words; the newest, where left out. */
  readonly words?: Editions;
}

/** What a recipient is told of: who it is, and of a correction what takes the place of what it has. */
export interface Material {
  readonly duty: Duty;
  readonly kind: SubjectState['kind'];
  readonly known: Identification;
  readonly corrected?: Readonly<Partial<Record<Field, Json>>>;
}

const ARTICLES = {
  correction: 'Art. 16, 19 GDPR',
  erasure: 'Art. 17, 19 GDPR',
  restriction: 'Art. 18, 19 GDPR',
} as const;

/** What recipients are told (Art. 19): as typed JSON, in their own format where there is one, and as a letter. */
@Injectable()
export class Notices {
  constructor(
    private readonly runner: CommandRunner,
    private readonly known: KnownByRecipients,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'open'>,
    private readonly catalogues: Catalogues,
  ) {}

  /**
   * What telling needs, opened.
   * @throws DomainError `telling-impossible` where nothing can be read any more that would tell; KeyUnavailable where a
   *   key is missing that no fence is set for
   */
  async material(state: SubjectState, revision: number, duty: Duty): Promise<Material> {
    const shelf = await this.known.shelf(state.id, revision);
    if (duty.kind === 'erasure') {
      const kept = shelf.duty(duty.duty);
      const opened = kept && !duty.keyEnded ? await this.vault.open(kept.eventId, kept.envelope) : undefined;
      if (opened?.state !== 'open') throw new DomainError('telling-impossible');
      return { duty, kind: state.kind, known: opened.values as unknown as Identification };
    }
    const held = dutiesOf(state).heldOf(duty);
    if (!held) throw new DomainError('telling-impossible');
    const newest: Held = { ...held, versions: duty.versions };
    const [known, now] = await this.known.identify(shelf, [held, newest]);
    if (duty.kind === 'restriction') return { duty, kind: state.kind, known: known! };
    const fields = Object.keys(duty.versions);
    if (fields.some(field => now!.fields[field as Field] === undefined))
      throw new DomainError('telling-impossible');
    return { duty, kind: state.kind, known: known!, corrected: now!.fields };
  }

  /** What a telling answers: as it was told then, where it is repeated. Nothing once it can no longer be read. */
  async of(subject: Uuid, duty: Uuid, revision: number, asked: AskedNotice): Promise<TellRecipientAnswer> {
    const before = await this.runner.stateAt(subjectStreamOf(subject), revision - 1);
    try {
      const material = await this.material(before, revision - 1, requireDuty(before, duty));
      const { letter, ...answer } = this.made(material, asked);
      return { ...answer, letter: await shownLetter(letter, asked) };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'telling-impossible') return {};
      throw error;
    }
  }

  /** @throws DomainError those of `make`, for a document that is asked and cannot be had */
  made(
    material: Material,
    asked: AskedNotice,
  ): Omit<TellRecipientAnswer, 'letter'> & { readonly letter: Letter } {
    const { duty, known, corrected } = material;
    const { language = 'nl', at, words } = asked;
    const { fields: person, domain, reference } = known;
    const catalogue = this.catalogues.current(at);
    const on: Day = brusselsDay(at);
    const notice = {
      notice: duty.kind,
      articles: ARTICLES[duty.kind],
      recipient: duty.recipient,
      ...(duty.instance !== undefined && { instance: duty.instance }),
      purpose: duty.purpose,
      on,
      person,
      ...(domain !== undefined && { domain }),
      ...(reference !== undefined && { reference }),
      ...(corrected ? { corrected } : { fields: Object.keys(duty.versions) }),
    };
    const to = this.catalogues.recipient(duty.recipient)?.name ?? duty.recipient;
    const letter = letterToRecipient(notice, { catalogue, to, language, reference: duty.duty, words });
    const own = this.inOwnFormat(material, asked);
    return {
      notice,
      ...(own && { payload: own.payload, adjustments: own.adjustments }),
      ...(own?.document && { document: own.document }),
      letter,
    };
  }

  /** A correction as the recipient reads it: all that it has, corrected. What its format cannot take is told in words. */
  private inOwnFormat(
    { duty, kind, known, corrected }: Material,
    { format, at }: AskedNotice,
  ): Made<RecipientPayload> | undefined {
    if (!corrected || kind === undefined) {
      if (format) throw new DomainError('format-not-available', { kinds: [] });
      return undefined;
    }
    const purpose = this.catalogues.purpose(duty.purpose, at);
    const sharing = purpose && sharingOf(purpose, duty.recipient);
    const values = { ...known.fields, ...corrected } as Partial<Record<Field, unknown>> as SharedValues;
    const data = { kind, values, transit: {}, domain: known.domain };
    const asked = format && { ...format, sharing: duty.duty };
    if (asked) return make(sharing?.format, data, asked);
    try {
      return make(sharing?.format, data);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
