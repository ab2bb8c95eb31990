import { createHash } from 'node:crypto';
import type { Given } from '#libs/commands';
import { ToReseal, ToSeal, type Resealed } from '#libs/commands';
import { Decision } from '#libs/commands/testing';
import { canonicalText, type Json } from '#libs/kernel';
import type { Opened, Sealed } from '#libs/vault';
import { newestEditions } from '#libs/words';
import type { Current, SubjectContext, SubjectDecided } from '../guards';
import type { SubjectEvent } from '../events';
import { evolve } from '../evolve';
import { allHeldIn, type AllHeld, type Open } from '../held';
import { linkRefs, noLinks, openedLinks, type OpenedLinks } from '../links';
import { envelopesOf, heldRefs, openedValues } from '../opened';
import { initial, subjectStream, type Link, type SubjectState } from '../state';
import { dcube } from './catalogue';
import { keyId, SELF, testId } from './events';

/** Monday 2 March 2026, ten in the morning in Brussels. */
export const NOW = new Date('2026-03-02T09:00:00Z');

/** A decided event as the log would hold it. Its envelopes are legible: decisions never look into one. */
export function stored(decided: SubjectDecided, index: number, time: Date = NOW): SubjectEvent {
  return {
    id: testId('event', index),
    type: decided.type,
    v: 1,
    stream: subjectStream(SELF),
    time: time.toISOString(),
    command: testId('command', index),

    actor: { role: 'service', id: 'test' },
    catalogue: '2018-05-25',
    data: envelopes(decided.data),
  } as SubjectEvent;
}

function envelopes(data: unknown): unknown {
  if (data instanceof ToSeal) return envelope(data);
  if (data instanceof ToReseal) return again(data);
  if (Array.isArray(data)) return data.map(envelopes);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, envelopes(value)]));
}

function again({ purpose, period, after, from, envelope: { box }, names }: ToReseal): Resealed {
  const held = Object.entries(JSON.parse(Buffer.from(box, 'base64url').toString()) as Record<string, Json>);
  const values = Object.fromEntries(held.filter(([name]) => names.includes(name)));
  return { ...envelope(new ToSeal(purpose, period, values, after)), from };
}

function envelope({ purpose, period, values, after = 0 }: ToSeal): Sealed {
  const commitments = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, commitmentOf(value)]),
  );
  const box = Buffer.from(JSON.stringify(values)).toString('base64url');
  return { key: keyId(purpose, period, after + 1), box, purpose, period, commitments };
}

export function commitmentOf(value: Json): string {
  return createHash('sha256').update(canonicalText(value)).digest('base64url');
}

function open({ envelope: { box } }: { envelope: { box: string } }): Opened {
  return {
    state: 'open',
    values: JSON.parse(Buffer.from(box, 'base64url').toString()) as Record<string, Json>,
  };
}

/** Reads envelopes of these tests, but for those that an erasure took. */
export const legible: Open = ({ envelope, gone }) => {
  const one = gone ? undefined : open({ envelope });
  return one?.state === 'open' ? one.values : undefined;
};

/** All that is held, opened the way handlers open it. */
export function currentOf(state: SubjectState): Current {
  const refs = heldRefs(state);
  return openedValues(refs, envelopesOf(refs).map(open));
}

export function linksOf(state: SubjectState, kind: Link['kind']): OpenedLinks {
  const refs = linkRefs(state, kind);
  return openedLinks(refs, refs.map(open));
}

export function stateAfter(...events: readonly SubjectDecided[]): SubjectState {
  return events.reduce((state, each, index) => evolve(state, stored(each, index), index), initial);
}

/** What a handler asks for a decision: all that is held opened, no link, the record's version, D-Cube's catalogue. */
export function contextOf(state: SubjectState, given: Given): SubjectContext {
  return {
    ...given,
    catalogue: dcube,
    words: newestEditions,
    current: currentOf(state),
    links: noLinks,
    version: state.version,
  };
}

interface Asked {
  readonly given: Given;
  /** With D-Cube's catalogue, all that is held opened, no link, and the record's version. */
  readonly context: SubjectContext;
  /** Opened links of a kind. */
  readonly links: (kind: Link['kind']) => OpenedLinks;
  /** All that is held, current and earlier. */
  readonly held: AllHeld;
}
type Decide = (state: SubjectState, asked: Asked) => readonly SubjectDecided[];

/** `given(…what has happened).when(…a decision).thenYields(…events)`, or `thenNothing()`, or `thenRefused(code)`. */
export function given(...events: readonly SubjectDecided[]) {
  const state = stateAfter(...events);
  const links = (kind: Link['kind']): OpenedLinks => linksOf(state, kind);
  const held = allHeldIn(events.map((each, index) => stored(each, index)));
  return {
    state,
    when: (decide: Decide, at: Date | string = NOW) =>
      new Decision<SubjectDecided>(() => {
        const asked = { now: new Date(at), id: testId };
        return decide(state, { given: asked, context: contextOf(state, asked), links, held });
      }),
  };
}
