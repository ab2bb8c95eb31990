import { ValidateBy } from 'class-validator';

export const PROFILES = ['development', 'production'] as const;
export type Profile = (typeof PROFILES)[number];

/** What the documentation says of an environment variable that Inzage reads. */
export interface Described {
  /** What holds where it is not set, as text; absent: the initial value, or nothing. */
  readonly otherwise?: string;
  /** Must be set in the production profile. */
  readonly production?: true;
  /** Holds a password: the variable of that name with `_FILE` names a file that has it instead. */
  readonly secret?: true;
  readonly meaning: string;
}

/** An environment variable, by its name. */
export interface Variable extends Described {
  readonly name: string;
}

const described = new WeakMap<object, Variable[]>();

/** A property of a class is an environment variable of that name; in the production profile it may have to be set. */
export function EnvironmentVariable(about: Described): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    const all = described.get(prototype) ?? [];
    described.set(prototype, [...all, { name, ...about }]);
    if (!about.production) return;
    const present = {
      name: 'isSet',
      validator: {
        validate: (value: unknown): boolean => value !== undefined,
        defaultMessage: (): string => `${name} is missing. ${about.meaning}`,
      },
    };
    ValidateBy(present, { groups: ['production'] })(prototype, property);
  };
}

/** The variables of such a class, in the order in which they stand there. */
export function variablesOf<T extends object>(type: new () => T): readonly Variable[] {
  const initial = new type() as Readonly<Record<string, unknown>>;
  return (described.get(type.prototype as object) ?? []).map(({ otherwise, ...variable }) => {
    const text = otherwise ?? initial[variable.name];
    return { ...variable, ...(typeof text === 'string' && { otherwise: text }) };
  });
}
