import { Inject } from '@nestjs/common';
import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { isField } from '#libs/features/subjects';
import type { Json, Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { ShownMatter } from '../answers';
import { LookAtMatter } from '../commands/look-at-matter';
import { requireThere, type OpenedMatter } from '../guards';
import { matterStreamOf, type MatterState } from '../state';

/** Shows a matter: for the matter only, which is a look at it (P07, P09). */
export class ReadMatter extends Query<ShownMatter> {
  constructor(
    readonly matter: Uuid,
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What was sealed with an event of the matter. */
interface OpenedPart {
  readonly time: string;
  readonly values: Readonly<Record<string, Json>>;
}

/** Reads a matter from its own stream, which is never behind. */
@QueryHandler(ReadMatter)
export class ReadMatterHandler implements IQueryHandler<ReadMatter> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly commands: CommandBus,
  ) {}

  /** @throws DomainError `not-found`, `purpose-unknown`, `matter-purpose-only` (which is put on record) */
  async execute({ matter, purpose, context }: ReadMatter): Promise<ShownMatter> {
    const { state } = await this.runner.load(matterStreamOf(matter));
    requireThere(state);
    const parts = await this.opened(state);
    const fields = Object.keys(parts[0]?.values ?? {}).filter(isField);
    await this.commands.execute(new LookAtMatter(matter, { purpose, fields }, context));
    return shown(state, parts);
  }

  /** The message and the notes, in order; none once the matter has ended. */
  private async opened({ parts }: MatterState): Promise<readonly OpenedPart[]> {
    if (parts.length === 0) return [];
    const opened = await this.vault.openAll(
      parts.map(({ event, sealed }) => ({ eventId: event, envelope: sealed })),
    );
    if (opened.some(one => one.state === 'erased')) return [];
    return opened.flatMap((one, i) =>
      one.state === 'open' ? [{ time: parts[i]!.time, values: one.values }] : [],
    );
  }
}

function shown(state: OpenedMatter, parts: readonly OpenedPart[]): ShownMatter {
  const { mailbox, form, receivedAt, latest, dropped, cut, clock } = state.opened;
  const [message, ...notes] = parts;
  return {
    matter: state.id,
    mailbox,
    form,
    receivedAt,
    latest,
    ...(clock?.due !== undefined && { due: clock.due }),
    status: state.status,
    ...(state.ended && { outcome: state.ended.outcome }),
    ...(state.ended?.into && { into: state.ended.into }),
    ...(dropped !== undefined && { dropped }),
    ...(cut && { cut }),
    ...(message ? content(message, notes) : { erased: true }),
  };
}

function content({ values }: OpenedPart, notes: readonly OpenedPart[]) {
  const { email, familyName, topic, message } = values;
  return {
    sender: { email, ...(familyName !== undefined && { name: familyName }) },
    ...(topic !== undefined && { subject: topic }),
    text: message,
    notes: notes.map(({ time, values: { note } }) => ({ time, text: note })),
  };
}
