import { purposeName } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Json, Uuid } from '#libs/kernel';
import { PostgresVault } from '#libs/vault';
import type { SubjectOutcome } from './command';
import type { DataShared, RenewalContacted } from './events';
import { envelopesOf, openedValues } from './opened';
import { payloadOf } from './payload';
import { subjectStreamOf } from './stream';
import type { SubjectState } from './state';

/** What goes out, or is used: values by field, and the domain name that it is about. */
export interface Payload {
  readonly fields: Readonly<Record<string, Json>>;
  readonly domain?: string;
}

/** Opens what a sharing or a renewal contact recorded, in the versions that it recorded. */
export class Payloads {
  constructor(
    private readonly runner: CommandRunner,
    private readonly vault: PostgresVault,
  ) {}

  /** Undefined on a dry run. A repeated command answers what went out then, whatever was corrected since. */
  async of(subject: Uuid, outcome: SubjectOutcome): Promise<Payload | undefined> {
    const record = outcome.events.find(({ type }) => type === 'DataShared' || type === 'RenewalContacted');
    if (!record || outcome.outcome !== 'done') return undefined;
    const used = record.data as Partial<DataShared> & Pick<RenewalContacted, 'purpose' | 'versions'>;
    const state = outcome.repeated
      ? await this.runner.stateAt(subjectStreamOf(subject), outcome.revision)
      : outcome.state;
    const refs = payloadOf(state, used);
    const current = openedValues(refs, await this.vault.openAll(envelopesOf(refs)));
    const fields: Record<string, Json> = {};
    for (const { field } of refs) {
      const value = current(purposeName(used.purpose), field);
      if (value !== undefined) fields[field] = value;
    }
    const domain = used.link === undefined ? undefined : await this.domain(state, used.link);
    return { fields, ...(domain !== undefined && { domain }) };
  }

  private async domain(state: SubjectState, link: Uuid): Promise<string | undefined> {
    const value = state.links[link]?.value;
    if (!value) return undefined;
    const opened = await this.vault.open(value.event, value.sealed);
    return opened.state === 'open' ? (opened.values.domain as string) : undefined;
  }
}
