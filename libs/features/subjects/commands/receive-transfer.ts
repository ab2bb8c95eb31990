import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { behindFences } from '../behind-fences';
import { Claims, type Claim } from '../claims';
import type { SubjectEventData } from '../events';
import {
  event,
  requireSubject,
  type SubjectContext,
  type SubjectOutcome,
  type SubjectYields,
} from '../guards';
import { linkOrigin, linkSealed } from '../links';
import type { SubjectState } from '../state';
import { subjectOwner, subjectStreamOf } from '../stream';
import { requireServed } from './link-domain';

/** What is received: the domain name in its one form, as it was sealed with the old holder. */
interface Received {
  readonly transfer: Uuid;
  readonly domain: string;
}

/** Step of a transfer: the claim moves, and the new holder has the name (P05, P10). */
export class ReceiveTransfer extends Command<SubjectOutcome<'DomainLinked'>> {
  constructor(
    readonly subject: Uuid,
    readonly transfer: Uuid,
    /** On the name, as the old holder has it. */
    readonly claim: Claim,
    readonly from: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideReceiveTransfer(
  state: SubjectState,
  { transfer, domain }: Received,
  { now, id, catalogue }: Pick<SubjectContext, 'now' | 'id' | 'catalogue'>,
): SubjectYields<'DomainLinked'> {
  if (Object.values(state.links).some(link => link.kind === 'domain' && link.transfer === transfer))
    return [];
  requireSubject(state);
  const { extension } = requireServed(catalogue, domain, brusselsDay(now));
  const link = id('link');
  return [
    event('DomainLinked', {
      link,
      role: 'holder',
      extension,
      // The holder before gave it.
      ...linkOrigin(catalogue, 'third-person'),
      sealed: linkSealed({ domain }),
      transfer,
    }),
  ];
}

@CommandHandler(ReceiveTransfer)
export class ReceiveTransferHandler implements ICommandHandler<ReceiveTransfer> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly claims: Claims,
  ) {}

  async execute({ subject, transfer, claim, from, context }: ReceiveTransfer) {
    const body = { transfer, domain: claim.value };
    const outcome = await this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context,
      decide: (state, given) => behindFences(state, decideReceiveTransfer(state, body, given)),
      beforeAppend: async records => {
        await this.vault.releaseClaim(claim.kind, claim.value, subjectOwner(from));
        await this.claims.take(claim, subjectOwner(subject), context.commandId, records);
      },
    });
    await this.vault.confirmClaim(claim.kind, claim.value, context.commandId);
    return outcome;
  }
}
