import type { Uuid } from '#libs/kernel';
import { asShownToSubject, type Entry, type Kind, type ShownEntry } from '#libs/register';
import type { AccessDocument, DisclosureInDocument, HappeningInDocument, SharingInDocument } from './answers';
import { PLACES, type Part } from './places';

type Step = AccessDocument['mediations'][number]['steps'][number];
export type Said = Pick<
  AccessDocument,
  'sharings' | 'disclosures' | 'uses' | 'looks' | 'mediations' | 'history'
> & {
  readonly signIns: readonly { readonly event: Uuid; readonly time: string; readonly purpose: string }[];
  readonly requests: readonly {
    readonly request: Uuid;
    readonly kind: string;
    readonly steps: readonly Step[];
  }[];
};

/** Names that a recipient had, and what a body is called. */
export interface Names {
  readonly received: (recipient: string, instance: string | undefined) => SharingInDocument['received'];
  readonly body: (body: string) => string;
}

/**
 * What the register says of a person, told in the parts of the document: each newest first, but the steps of a request
 * or a mediation in their order.
 * @param entries as the person may know them (P16), oldest first
 */
export function happened(entries: readonly Entry[], names: Names): Said {
  const parts = partsOf(entries.map(asShownToSubject));
  return {
    sharings: sharingsIn(parts.sharings, names),
    disclosures: disclosuresIn(parts.disclosures, names.body),
    uses: parts.uses
      .map(({ time, kind, purpose = '', basis = '', channel, fields = {} }) => ({
        at: time,
        kind,
        purpose,
        basis: bare(basis),
        ...(channel !== undefined && { channel }),
        fields: Object.keys(fields),
      }))
      .reverse(),
    looks: parts.looks
      .map(({ time, kind, purpose, about = {}, actor }) => ({
        time,
        kind,
        ...(purpose !== undefined && { purpose }),
        ...(typeof about.view === 'string' && { view: about.view }),
        ...(typeof about.by === 'string' && { by: about.by }),
        role: actor.role,
      }))
      .reverse(),
    signIns: parts.signIns.map(({ event, time, purpose = '' }) => ({ event, time, purpose })).reverse(),
    requests: grouped(parts.requests, 'request')
      .map(([request, steps]) => ({
        request,
        kind: String(steps.find(({ about }) => about.kind !== undefined)?.about.kind ?? ''),
        steps,
      }))
      .reverse(),
    mediations: grouped(parts.mediations, 'mediation')
      .map(([mediation, steps]) => ({ mediation, steps }))
      .reverse(),
    history: parts.history.map(happening).reverse(),
  };
}

type Parts = Readonly<Record<Part, readonly ShownEntry[]>>;

function partsOf(entries: readonly ShownEntry[]): Parts {
  const parts: Record<Part, ShownEntry[]> = {
    sharings: [],
    disclosures: [],
    uses: [],
    looks: [],
    signIns: [],
    requests: [],
    mediations: [],
    history: [],
  };
  for (const entry of entries) parts[partOf(entry.kind)].push(entry);
  return parts;
}

/** An entry that names a person and that nobody thought of stands in the history: it is never left out. */
function partOf(kind: Kind): Part {
  const place = PLACES[kind];
  return place === 'nobody' ? 'history' : place;
}

function sharingsIn(entries: readonly ShownEntry[], names: Names): SharingInDocument[] {
  const failed = new Map(
    entries
      .filter(({ kind }) => kind === 'sharing-failed')
      .map(({ time, about = {} }) => [
        String(about.sharing),
        { failed: String(about.reason), failedAt: time },
      ]),
  );
  return entries
    .filter(({ kind }) => kind === 'shared')
    .map(
      ({
        time,
        recipient = '',
        instance,
        purpose = '',
        basis = '',
        transferGround,
        fields = {},
        about = {},
      }) => {
        const sharing = String(about.sharing);
        return {
          sharing,
          at: time,
          recipient,
          ...(instance !== undefined && { instance }),
          received: names.received(recipient, instance),
          purpose,
          basis: bare(basis),
          ...(transferGround !== undefined && { transferGround: bare(transferGround) }),
          versions: Object.fromEntries(
            Object.entries(fields).map(([field, { version = 1 }]) => [field, version] as const),
          ),
          ...failed.get(sharing),
        };
      },
    )
    .reverse();
}

/** A disclosure has an entry for each purpose that its values are held for; the person is told of it once. */
export function disclosuresIn(entries: readonly ShownEntry[], nameOf: Names['body']): DisclosureInDocument[] {
  const byEvent = new Map<Uuid, DisclosureInDocument>();
  for (const { event, time, recipient = '', purpose = '', basis = '', fields = {}, about = {} } of entries) {
    const before = byEvent.get(event)?.fields ?? [];
    byEvent.set(event, {
      at: time,
      body: recipient,
      name: nameOf(recipient),
      ground: String(about.ground ?? ''),
      purpose,
      basis: bare(basis),
      fields: [...new Set([...before, ...Object.keys(fields)])],
    });
  }
  return [...byEvent.values()].reverse();
}

function grouped(entries: readonly ShownEntry[], by: 'request' | 'mediation'): [Uuid, Step[]][] {
  const groups = new Map<Uuid, Step[]>();
  for (const entry of entries) {
    const { [by]: id = '', ...about } = entry.about ?? {};
    const steps = groups.get(String(id)) ?? [];
    groups.set(String(id), [...steps, { ...step(entry), about }]);
  }
  return [...groups];
}

function step({ time, kind, channel, about = {}, actor }: ShownEntry): Step {
  return { time, kind, ...(channel !== undefined && { channel }), about, role: actor.role };
}

function happening(entry: ShownEntry): HappeningInDocument {
  const { purpose, source, recipient, fields } = entry;
  return {
    ...step(entry),
    ...(purpose !== undefined && { purpose }),
    ...(source !== undefined && { source }),
    ...(recipient !== undefined && { recipient }),
    ...(fields && { fields: Object.keys(fields) }),
  };
}

/** Without the prefix of its vocabulary: `A6-1-b`. */
export function bare(term: string): string {
  return term.slice(term.indexOf(':') + 1);
}
