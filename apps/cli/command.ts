import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Exit codes of sysexits.h, besides 0, and 1 for what each command says of itself. */
export const [USAGE_ERROR, UNAVAILABLE, CONFIGURATION] = [64, 69, 78];

/** To the person who runs it; what a program reads goes to standard output. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;
type Values<O extends OptionsConfig> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

interface Definition<O extends OptionsConfig> {
  /** How it is called and what it does, the first line as one types it. */
  readonly usage: string;
  readonly options: O;
  /** How many arguments it takes besides options; none where this is left out. */
  readonly takes?: number;
  /** @returns the exit code @throws UsageError for a value that it cannot use */
  readonly run: (values: Values<O>, ...positionals: string[]) => Promise<number>;
  /** What is said of an error, and the exit code. */
  readonly failed?: (error: unknown) => readonly [words: string, exitCode: number];
}

/** An operators' command, by its arguments. Resolves with the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/** The arguments are not ones that the command takes; its usage is said with it. */
export class UsageError extends Error {}

export function command<const O extends OptionsConfig>(definition: Definition<O>): Command {
  const { usage, takes = 0, run, failed = wordsOf } = definition;
  const options = { ...definition.options, help: { type: 'boolean', short: 'h' } } as const;
  return async args => {
    try {
      const { values, positionals } = parsed({ args: [...args], options, allowPositionals: takes > 0 });
      if (values['help'] === true) {
        process.stdout.write(`${usage}\n`);
        return 0;
      }
      if (positionals.length !== takes) throw new UsageError(`It takes ${takes} argument(s).`);
      return await run(values as Values<O>, ...positionals);
    } catch (error) {
      if (error instanceof UsageError) {
        say(`${error.message}\n\n${usage}`);
        return USAGE_ERROR;
      }
      const [words, exitCode] = failed(error);
      say(words);
      return exitCode;
    }
  };
}

function parsed(config: ParseArgsConfig): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function wordsOf(error: unknown): readonly [string, number] {
  return [error instanceof Error ? error.message : 'The command broke.', 1];
}

/** Tells at most once a second, and nothing of what takes less. */
export function everySecond(): (line: () => string) => void {
  let told = Date.now();
  return line => {
    if (Date.now() - told < 1_000) return;
    told = Date.now();
    say(line());
  };
}
