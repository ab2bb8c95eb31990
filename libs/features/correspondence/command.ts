import type { Catalogue } from '#libs/catalogue';
import type { CommandContext, Given, RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import {
  decideClose,
  decideLapse,
  decideNote,
  decideOpen,
  type Close,
  type MatterDecided,
  type Note,
  type Open,
} from './decisions';
import type { MatterState } from './state';

interface Known {
  readonly state: MatterState;
  readonly given: Given;
  readonly catalogue: Catalogue;
  /** Whether what the matter goes on as is there. */
  readonly intoKnown: boolean;
}
type Rule<B> = (body: B, known: Known) => MatterDecided[];
const rule = <B>(decide: Rule<B>): Rule<B> => decide;

/** Every command on a matter by its name. */
export const MATTER_COMMANDS = {
  open: rule<Open>((b, k) => decideOpen(k.state, b, k.given, k.catalogue)),
  note: rule<Note>((b, k) => decideNote(k.state, b, k.catalogue)),
  close: rule<Close>((b, k) => decideClose(k.state, b, k.intoKnown)),
  lapse: rule<object>((_, k) => decideLapse(k.state, k.given)),
} as const;

export type MatterCommandName = keyof typeof MATTER_COMMANDS;
type BodyOf<N extends MatterCommandName> = Parameters<(typeof MATTER_COMMANDS)[N]>[0];

/** The rule of a command whose body was checked against that command's schema. */
export function ruleOf(name: MatterCommandName): Rule<unknown> {
  return MATTER_COMMANDS[name] as Rule<unknown>;
}

/** A command on its way to its handler, by Nest's command bus. */
export class MatterCommand<N extends MatterCommandName = MatterCommandName> {
  constructor(
    readonly name: N,
    readonly matter: Uuid,
    readonly body: BodyOf<N>,
    readonly context: CommandContext,
  ) {}
}

export type MatterOutcome = RunOutcome<MatterState>;
