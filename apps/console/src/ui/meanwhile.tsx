import { createContext, useContext, useState, type ReactNode } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Refused } from '../api/client';
import { useWords } from '../i18n';
import { differences, type Difference, type Said } from './differences';
import { Button } from './kit';

interface Thing {
  /** As it was when what is shown came. */
  readonly shown: Said;
  /** As it is now. @throws Refused where it may not be seen any more */
  readonly now: () => Promise<Said>;
}

const Context = createContext<Thing | undefined>(undefined);

/** What the actions within are about: one that is refused because somebody else was before says what they did. */
export function About<T>(props: {
  readonly shown: T;
  /** Looks again, at most once for a refusal: a look at a person is recorded. */
  readonly look: () => Promise<T>;
  readonly says: (thing: T) => Said;
  readonly children: ReactNode;
}): ReactNode {
  const { shown, look, says, children } = props;
  const now = async (): Promise<Said> => says(await look());
  return <Context value={{ shown: says(shown), now }}>{children}</Context>;
}

/** State or version is another one than was shown (RFC 9110). */
const CONFLICTS: readonly number[] = [409, 412];

/** What somebody else did since the thing was shown; nothing until an action is refused for it. */
export function useMeanwhile(): {
  readonly found: readonly Difference[];
  /** Looks what is otherwise, where a refusal may be for that. */
  readonly ask: (refused: Refused) => void;
} {
  const thing = useContext(Context);
  const [found, setFound] = useState<readonly Difference[]>([]);
  return {
    found,
    ask: ({ problem }) => {
      if (!thing || !CONFLICTS.includes(problem.status)) return;
      // What cannot be seen now is told by the refusal itself.
      thing.now().then(
        now => setFound(differences(thing.shown, now)),
        () => undefined,
      );
    },
  };
}

/** What somebody else did, and the way to what is next now. What was typed stays until one goes there. */
export function Meanwhile(props: {
  readonly found: readonly Difference[];
  /** The action is left as it is. */
  readonly leave: () => void;
}): ReactNode {
  const { found, leave } = props;
  const { t } = useWords();
  const client = useQueryClient();
  if (found.length === 0) return null;
  return (
    <div className="notice warning" role="status">
      <p>{t('conflict')}</p>
      <ul>
        {found.map(({ name, was, is }) => (
          <li key={name}>
            {name}:{' '}
            {was === undefined ? null : (
              <>
                <del>
                  <bdi>{was}</bdi>
                </del>{' '}
                →{' '}
              </>
            )}
            <ins>
              <bdi>{is ?? '–'}</bdi>
            </ins>
          </li>
        ))}
      </ul>
      <Button
        onPress={() => {
          leave();
          void anew(client);
        }}
      >
        {t('conflict.next')}
      </Button>
    </div>
  );
}

/** Asks again for what is shown; what records a look at persons each time is asked for by a person alone (P09). */
export async function anew(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ predicate: ({ meta }) => meta?.look !== true });
}
