import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Api, Schemas } from './api/client';
import type { Session } from './auth';

export type Me = Schemas['Caller'];
export type Role = Me['roles'][number];

/** What every view stands on. */
export interface App {
  readonly api: Api;
  readonly session: Session;
  readonly me: Me;
}

const Context = createContext<App | undefined>(undefined);
export const AppProvider = Context.Provider;

export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error('outside of the page');
  return app;
}

/** A value of the whole page that components follow. */
export class Kept<T> {
  private readonly listeners = new Set<() => void>();
  constructor(
    private value: T,
    private readonly changed: (value: T) => void = () => undefined,
  ) {}

  readonly get = (): T => this.value;

  set(value: T): void {
    this.value = value;
    this.changed(value);
    for (const tell of this.listeners) tell();
  }

  readonly follow = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };
}

export function useKept<T>(kept: Kept<T>): T {
  return useSyncExternalStore(kept.follow, kept.get);
}

/** Why whoever signed in looks, until they say otherwise: a purpose's name, in memory only. */
export const purpose = new Kept<string | undefined>(undefined);

/** An action that a sign-in cut off: what was chosen in it from lists, and nothing of what was typed. */
export interface Unfinished {
  readonly name: string;
  readonly chosen: Readonly<Record<string, string>>;
}

/** The action that one comes back to after having signed in again. */
export const unfinished = new Kept<Unfinished | undefined>(undefined);
