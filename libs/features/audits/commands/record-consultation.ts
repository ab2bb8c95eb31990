import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { registerLookStream, type RegisterView } from '../events';
import { event, type AuditYields, type ConsultationOutcome } from '../guards';

export interface RecordConsultationBody {
  readonly view: RegisterView;
  /** Numbers, sizes and the filter, by the names of the query's parameters. What is undefined is left out. */
  readonly about: Readonly<Record<string, string | number | bigint | undefined>>;
}

/** The register is shown to the actor, of nobody in particular: recorded before it is (P09, Art. 5(2)). */
export class RecordConsultation extends Command<ConsultationOutcome> {
  constructor(
    readonly body: RecordConsultationBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideConsultation(
  _: unknown,
  { view, about }: RecordConsultationBody,
): AuditYields<'RegisterConsulted'> {
  const said = Object.entries(about).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return [event('RegisterConsulted', { view, about: Object.fromEntries(said) })];
}

@CommandHandler(RecordConsultation)
export class RecordConsultationHandler implements ICommandHandler<RecordConsultation> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ body, context }: RecordConsultation) {
    const { id } = context.actor;
    const stream = { name: registerLookStream(id), owner: `actor:${id}` };
    return this.runner.note(stream, context, () => decideConsultation(undefined, body));
  }
}
