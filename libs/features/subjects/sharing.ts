import { Vault } from '#libs/vault';
import { Inject, Injectable } from '@nestjs/common';
import {
  Catalogues,
  contractOf,
  purposeName,
  purposeOf,
  sharingOf,
  type Field,
  type Purpose,
  type PurposeRecipient,
} from '#libs/catalogue';
import { CommandRunner, type RunOutcome } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import { brusselsDay, type Day, type Json, type Uuid } from '#libs/kernel';
import { make, type Made, type RecipientPayload, type SharedValues } from '#libs/recipients';
import type { PostgresVault } from '#libs/vault/postgres';
import type { ShareBody, Used } from './commands';
import type { DataShared, RenewalContacted } from './events';
import { heldFor } from './evolve';
import { envelopesOf, openedValues, type HeldRef } from './opened';
import { payloadOf } from './payload';
import { heldIn } from './purposes';
import { subjectStreamOf } from './stream';
import type { HeldValues, SubjectState } from './state';

/** What a command that shares or uses came to. */
type SubjectRun = RunOutcome<SubjectState>;

/**
 * Opens what a sharing or a renewal contact recorded, in the versions that it recorded. A repeated command answers what
 * went out then, whatever was corrected since. Undefined for what has been erased since. A dry run of a sharing answers
 * what would go out.
 */
@Injectable()
export class Payloads {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
  ) {}

  /** What goes to the recipient, in its own format, by the catalogue that the sharing happened under. */
  async shared(
    subject: Uuid,
    outcome: SubjectRun,
    body: Pick<ShareBody, 'transit' | 'format'>,
  ): Promise<Made<RecipientPayload> | undefined> {
    const dryRun = outcome.outcome === 'dry-run';
    const record = dryRun
      ? found<DataShared>(outcome, 'DataShared')
      : recorded<DataShared>(outcome, 'DataShared');
    if (!record) return undefined;
    const { data } = record;
    const { purpose, sharing } = this.ruleOf(record);
    const state = await this.stateOf(subject, outcome);
    const held = { ...(dryRun && this.takenOver(state, record)), ...heldIn(state, purpose, dayOf(record)) };
    // One that the format or the document leaves out was considered all the same, and is reported again.
    const considered = [...sharing.fields, ...(sharing.optional ?? [])].filter(
      field => held[field] && !(field in data.versions),
    );
    const fields = [...(Object.keys(data.versions) as Field[]), ...considered];
    const versions = Object.fromEntries(considered.map(field => [field, held[field]!.version]));
    const refs = dryRun
      ? fields.map(field => ({ purpose: purposeName(purpose.id), field, held: held[field]! }))
      : payloadOf(state, { ...data, versions: { ...data.versions, ...versions } });
    const values = await this.valuesOf(refs);
    if (!values) return undefined;
    const domain = data.link === undefined ? undefined : await this.domain(state, data.link);
    return make(
      sharing.format,
      {
        kind: state.kind!,
        values: values as Partial<Record<Field, unknown>> as SharedValues,
        transit: body.transit ?? {},
        domain,
      },
      body.format && { ...body.format, sharing: data.sharing },
    );
  }

  /** What the customer is contacted with about a renewal. */
  async used(subject: Uuid, outcome: SubjectRun): Promise<Used | undefined> {
    const record = recorded<RenewalContacted>(outcome, 'RenewalContacted');
    if (!record) return undefined;
    const fields = await this.valuesOf(payloadOf(await this.stateOf(subject, outcome), record.data));
    return fields && { fields };
  }

  /** What a sharing that is not carried out would have taken over: of its needed fields those that the contract holds. */
  private takenOver(state: SubjectState, record: EventRecord<string, DataShared>): HeldValues {
    const { sharing } = this.ruleOf(record);
    const contract = contractOf(this.catalogues.current(new Date(record.time)));
    const all = contract ? heldFor(state, purposeName(contract.id)) : {};
    const needed = [...sharing.fields, ...(Object.keys(record.data.versions) as Field[])];
    return Object.fromEntries(needed.flatMap(field => (all[field] ? [[field, all[field]]] : [])));
  }

  /** What the catalogue said of this sharing: the version on record, or that of its time if midnight came between. */
  private ruleOf({ catalogue, time, data }: EventRecord<string, DataShared>): {
    purpose: Purpose;
    sharing: PurposeRecipient;
  } {
    for (const each of [
      this.catalogues.version(catalogue)?.catalogue,
      this.catalogues.current(new Date(time)),
    ]) {
      const purpose = each && purposeOf(each, data.purpose);
      const sharing = purpose && sharingOf(purpose, data.recipient);
      if (sharing) return { purpose, sharing };
    }
    throw new Error(`catalogue ${catalogue} does not know of a sharing under it`);
  }

  private async stateOf(subject: Uuid, outcome: SubjectRun): Promise<SubjectState> {
    return outcome.repeated
      ? await this.runner.stateAt(subjectStreamOf(subject), outcome.revision)
      : outcome.state;
  }

  /** The values, whole or not at all. */
  private async valuesOf(refs: readonly HeldRef[]): Promise<Partial<Record<Field, Json>> | undefined> {
    const current = openedValues(refs, await this.vault.openAll(envelopesOf(refs)));
    const values: Partial<Record<Field, Json>> = {};
    for (const { purpose, field } of refs) {
      const value = current(purposeName(purpose), field);
      if (value === undefined) return undefined;
      values[field] = value;
    }
    return values;
  }

  private async domain(state: SubjectState, link: Uuid): Promise<string | undefined> {
    const value = state.links[link]?.value;
    if (!value) return undefined;
    const opened = await this.vault.open(value.event, value.sealed);
    return opened.state === 'open' ? (opened.values.domain as string) : undefined;
  }
}

/** The event of this type that the command left, unless it was a dry run. */
function recorded<D>(outcome: SubjectRun, type: string): EventRecord<string, D> | undefined {
  return outcome.outcome === 'done' ? found(outcome, type) : undefined;
}

/** … or would have left. */
function found<D>({ events }: SubjectRun, type: string): EventRecord<string, D> | undefined {
  return events.find(each => each.type === type) as EventRecord<string, D> | undefined;
}

function dayOf({ time }: EventRecord): Day {
  return brusselsDay(new Date(time));
}
