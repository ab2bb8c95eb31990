import type { ReactNode } from 'react';
import { data } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action, type CommandAnswer } from '../ui/action';
import { hoursUntil, useNow } from '../ui/hours';
import type { Shown } from './breach';
import { listsOf, useForms, type BodyOf, type Form, type StepName } from './breach-forms';
import { NextSteps } from './next-steps';

const HOURS_OF_HASTE = 24;

/** What comes next, first: of a clock that runs out, the authority before all else (Art. 33(1), (4)). */
export function nextOf(breach: Shown, now: number): StepName[] {
  const { status, assessment, notifications, knownAt, hoursLeft, due, letters, told, notTold } = breach;
  if (status === 'closed') return [];
  // The service says whether the clock runs; how much is left is reckoned anew.
  const runs = hoursLeft !== undefined && due !== undefined;
  if (runs && hoursUntil(due, now) <= HOURS_OF_HASTE) return ['notify-authority'];
  if (!assessment) return ['assess'];
  if (assessment.risk !== 'unlikely') {
    if (knownAt === undefined) return ['correct'];
    if (!notifications.some(({ complete }) => complete)) return ['notify-authority'];
  }
  if (assessment.risk === 'high-risk' && told.length === 0 && notTold === undefined) {
    const written = listsOf(breach).length === 0 || letters.length > 0;
    return [...(written ? [] : (['write-letter'] as const)), 'tell-persons', 'not-tell-persons'];
  }
  return ['close'];
}

/** What may be done besides. */
function othersOf(breach: Shown, next: readonly StepName[]): StepName[] {
  const { assessment, knownAt, status } = breach;
  if (status === 'closed') return [];
  const may: StepName[] = [
    'assess',
    'affected',
    'correct',
    ...(knownAt === undefined ? [] : (['notify-authority'] as const)),
    ...(assessment === undefined || listsOf(breach).length === 0 ? [] : (['write-letter'] as const)),
    ...(assessment === undefined ? [] : (['tell-persons'] as const)),
    ...(assessment?.risk === 'high-risk' ? (['not-tell-persons'] as const) : []),
  ];
  return may.filter(step => !next.includes(step));
}

/** @param props.seen it as it was seen last: newer than what is shown, where somebody else did something meanwhile */
export function Steps(props: { readonly breach: Shown; readonly seen: Shown }): ReactNode {
  const { breach, seen } = props;
  const next = nextOf(breach, useNow());
  const others = othersOf(breach, next);
  return (
    <NextSteps
      next={next}
      others={others}
      button={(step, n) => <Step key={step} step={step} breach={seen} main={n === 0} />}
    />
  );
}

function Step(props: { readonly step: StepName; readonly breach: Shown; readonly main: boolean }): ReactNode {
  const { step, breach, main } = props;
  const { api } = useApp();
  const { t } = useWords();
  const { fields, body, intro }: Form<StepName> = useForms(breach)[step];
  return (
    <Action<CommandAnswer>
      name={`${step}:${breach.breach}`}
      label={t(`breach.${step}`)}
      kind={main ? 'main' : 'plain'}
      intro={<p>{t(intro)}</p>}
      fields={fields}
      version={breach.version}
      send={(values, { header, query }) =>
        data(
          // The form of the step makes the step's own body: for the client any of them will do.
          api.POST(`/v1/breaches/{breach}/${step}` as '/v1/breaches/{breach}/correct', {
            params: {
              path: { breach: breach.breach },
              header: { 'If-Match': `"${breach.version}"`, ...header },
              query,
            },
            body: body(values) as BodyOf<'correct'>,
          }),
        )
      }
    />
  );
}
