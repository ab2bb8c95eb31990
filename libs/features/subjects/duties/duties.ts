import type { Field } from '#libs/catalogue';
import type { Uuid } from '#libs/kernel';
import { dutyId, keyOf, type Duty, type DutyStatus, type Held, type Holder } from './duty';
import type { DutyKind } from './events';
import { renews, type Corrected, type Mark, type Marks } from './marks';

/** Something that a holder got: a sharing, or a correction that it was told. */
interface Got {
  readonly id: Uuid;
  readonly order: number;
  readonly versions: Readonly<Partial<Record<Field, number>>>;
  arrived: boolean;
  readonly sharing: boolean;
}

/** A field of a duty: in which version, and when that was marked. */
interface Wanted {
  version: number;
  readonly order: number;
  /** Nobody has to hear of it, by what is known to have arrived. */
  gone?: 'shared' | 'not-arrived';
  /** What was done of it last: the recipient was told, or two officers decided that it need not be. */
  settled?: Settled;
  /** Nobody has to hear of it any more, whatever arrived. */
  ended?: Ended;
  /** The duty that took it over. */
  by?: Uuid;
}

type Settled = 'told' | 'impossible' | 'disproportionate';
type Ended = Settled | 'erased' | 'lifted' | 'taken-over';

/** Statuses of what somebody did; all others follow from what arrived. */
const ACTED: ReadonlySet<DutyStatus> = new Set([
  'told',
  'confirmed',
  'impossible',
  'disproportionate',
  'taken-over',
]);

type Making = { -readonly [K in keyof Omit<Duty, 'versions' | 'takenOverBy'>]: Duty[K] } & {
  readonly wanted: Map<Field, Wanted>;
  readonly key: string;
};

/** The duties of one subject: what its marks come to, in their order. */
export class Duties {
  private readonly holders = new Map<string, { readonly holder: Holder; readonly got: Got[] }>();
  private readonly made = new Map<Uuid, Making>();
  private readonly ofHolder = new Map<string, Making[]>();
  /** When erasures were begun, which name more duties after that. */
  private readonly erasures = new Map<Uuid, number>();
  private readonly restrictions = new Set<Uuid>();
  private order = 0;
  private last: Mark | undefined;

  static of(marks: Iterable<Mark>): Duties {
    const duties = new Duties();
    for (const mark of marks) duties.apply(mark);
    return duties;
  }

  /** All duties, the first opened first. */
  all(): Duty[] {
    return [...this.made.values()].map(shown);
  }

  /** Whether anything went out, whatever became of it. */
  isShared(): boolean {
    return this.holders.size > 0;
  }

  /**
   * Whether more changes with a mark than versions, now or by what comes later. A correction of what nobody got changes
   * nothing; one that renews the last gives its duty newer versions, and whoever is told or is sent the values has those.
   */
  changesWith(mark: Mark): boolean {
    if (mark.is !== 'corrected') return true;
    if (this.last?.is === 'corrected' && renews(this.last, mark)) return false;
    return mark.values.some(({ purpose, versions }) => this.holding(purpose, versions).length > 0);
  }

  /** Ids of those that are open. */
  open(): Set<Uuid> {
    return new Set([...this.made.values()].flatMap(({ duty, status }) => (status === 'open' ? [duty] : [])));
  }

  find(duty: Uuid): Duty | undefined {
    const found = this.made.get(duty);
    return found && shown(found);
  }

  /** Who has something now. */
  held(): Held[] {
    return [...this.holders.keys()].flatMap(key => this.heldBy(key) ?? []);
  }

  /** What the recipient of a duty has now. */
  heldOf(holder: Holder): Held | undefined {
    return this.heldBy(keyOf(holder));
  }

  apply(mark: Mark): void {
    this.order += 1;
    this.last = mark;
    switch (mark.is) {
      case 'shared':
        return this.shared(mark);
      case 'not-arrived':
        return this.notArrived(mark.sharing);
      case 'corrected':
        for (const { purpose, versions } of mark.values) this.corrected(mark, purpose, versions);
        return;
      case 'restricted':
        if (this.restrictions.size === 0) this.restricted(mark);
        this.restrictions.add(mark.restriction);
        return;
      case 'lifted':
        this.restrictions.delete(mark.restriction);
        if (this.restrictions.size > 0) return;
        return this.ended('lifted', duty => duty.kind === 'restriction');
      case 'prepared':
        return this.prepared(mark);
      case 'erased':
        return this.erased(mark);
      case 'told':
      case 'confirmed':
      case 'failed':
      case 'proposed':
      case 'waived':
      case 'lapsed':
      case 'key-ended': {
        const duty = this.made.get(mark.duty);
        if (duty) this.acted(duty, mark);
      }
    }
  }

  private shared(mark: Extract<Mark, { is: 'shared' }>): void {
    const { sharing, recipient, instance, purpose, link, versions } = mark;
    const holder = {
      recipient,
      ...(instance !== undefined && { instance }),
      purpose,
      ...(link !== undefined && { link }),
    };
    const key = keyOf(holder);
    const { got } = this.holders.get(key) ?? { got: [] as Got[] };
    got.push({ id: sharing, order: this.order, versions, arrived: true, sharing: true });
    this.holders.set(key, { holder, got });
    for (const duty of this.openOf(key)) this.look(duty);
  }

  /** Who it did not reach has nothing of it, and what it was to put right is still wrong. */
  private notArrived(sharing: Uuid): void {
    for (const [key, { got }] of this.holders) {
      const found = got.find(({ id }) => id === sharing);
      if (!found) continue;
      found.arrived = false;
      return this.lookAgain(key);
    }
  }

  private corrected(mark: Corrected, purpose: string, versions: Got['versions']): void {
    for (const { key, holder, fields } of this.holding(purpose, versions)) {
      const [open] = this.openOf(key, 'correction');
      const newest = open?.duty ?? dutyId(mark.event, 'correction', holder);
      // What an earlier duty was to tell of them is not the newest any more, should its telling not have arrived.
      for (const earlier of this.madeFor(key))
        if (earlier.kind === 'correction') for (const field of fields) this.takeOver(earlier, field, newest);
      const changed = Object.fromEntries(fields.map(field => [field, versions[field]!]));
      if (open) {
        for (const field of fields) open.wanted.set(field, { version: versions[field]!, order: this.order });
        if (mark.request !== undefined) open.requests = [...open.requests, mark.request];
      } else this.begin(mark, newest, 'correction', holder, changed);
    }
  }

  /** Who has some of the fields for a purpose, and which. */
  private holding(
    purpose: string,
    versions: Got['versions'],
  ): { readonly key: string; readonly holder: Holder; readonly fields: readonly Field[] }[] {
    return [...this.holders].flatMap(([key, { holder }]) => {
      if (holder.purpose !== purpose) return [];
      const has = this.heldBy(key)?.versions ?? {};
      const fields = (Object.keys(has) as Field[]).filter(field => versions[field] !== undefined);
      return fields.length > 0 ? [{ key, holder, fields }] : [];
    });
  }

  private restricted(mark: Extract<Mark, { is: 'restricted' }>): void {
    for (const [key, { holder }] of this.holders) {
      const has = this.heldBy(key)?.versions;
      if (has) this.begin(mark, dutyId(mark.event, 'restriction', holder), 'restriction', holder, has);
    }
  }

  /** Those that an erasure names once it has begun are as old as it: what came since may have made them go. */
  private prepared({ duties, ...mark }: Extract<Mark, { is: 'prepared' }>): void {
    const begun = this.erasures.get(mark.erasure);
    for (const { duty, versions, ...holder } of duties) {
      this.begin(mark, duty, 'erasure', holder, versions, begun);
      const made = this.made.get(duty);
      if (made && begun !== undefined) this.look(made);
    }
  }

  /** Of what is erased nobody has to hear that it was corrected or restricted: the erasure has duties of its own. */
  private erased({ erasure, purpose, field, kept }: Extract<Mark, { is: 'erased' }>): void {
    if (erasure !== undefined) this.erasures.set(erasure, this.order);
    this.ended(
      'erased',
      duty =>
        duty.kind !== 'erasure' &&
        !kept.includes(duty.purpose) &&
        (purpose === undefined || duty.purpose === purpose),
      field,
    );
  }

  private takeOver({ wanted }: Making, field: Field, by: Uuid): void {
    const found = wanted.get(field);
    if (!found || found.ended) return;
    found.ended = 'taken-over';
    found.by = by;
  }

  /** For good, whatever was told or shared of them before turns out not to have arrived. */
  private ended(how: Ended, which: (duty: Making) => boolean, field?: string): void {
    for (const duty of [...this.made.values()].filter(which)) {
      for (const [name, wanted] of duty.wanted)
        if (field === undefined || name === field) wanted.ended ??= how;
      if (duty.status === 'open') this.settle(duty);
    }
  }

  private acted(duty: Making, mark: Extract<Mark, { duty: Uuid }>): void {
    switch (mark.is) {
      case 'key-ended':
        duty.keyEnded = { epoch: mark.epoch };
        if (duty.status === 'open') duty.status = 'impossible';
        return;
      case 'told':
        duty.status = 'told';
        duty.told = { at: mark.time, event: mark.event, channel: mark.channel };
        settleLeft(duty, 'told');
        if (duty.kind === 'correction') {
          const { event: id, versions } = mark;
          this.gotBy(duty.key).push({ id, order: this.order, versions, arrived: true, sharing: false });
          // It has the newest values, as if they had been shared.
          for (const other of this.openOf(duty.key)) this.look(other);
        }
        return;
      case 'confirmed':
        duty.status = 'confirmed';
        duty.confirmed = mark.time;
        return;
      case 'failed': {
        const told = this.gotBy(duty.key).find(({ id }) => id === duty.told?.event);
        if (told) told.arrived = false;
        delete duty.told;
        for (const wanted of duty.wanted.values()) delete wanted.settled;
        // What identified the person to it is gone.
        if (duty.keyEnded) {
          duty.status = 'impossible';
          return;
        }
        this.look(duty);
        return this.lookAgain(duty.key);
      }
      case 'proposed':
        duty.proposal = { ground: mark.ground, reason: mark.reason, by: mark.by };
        return;
      case 'waived':
        duty.status = mark.ground;
        settleLeft(duty, mark.ground);
        duty.waived = { at: mark.time, reason: mark.reason };
        return;
      case 'lapsed':
        duty.status = 'impossible';
        return;
    }
  }

  private begin(
    at: Pick<Mark, 'time' | 'catalogue'> &
      Partial<Pick<Duty, 'until' | 'erasure'>> & { readonly request?: Uuid },
    id: Uuid,
    kind: DutyKind,
    holder: Holder,
    versions: Got['versions'],
    order = this.order,
  ): void {
    if (Object.keys(versions).length === 0) return;
    const { time, catalogue, until, erasure, request } = at;
    const key = keyOf(holder);
    const wanted = Object.entries(versions).map(
      ([field, version]) => [field as Field, { version, order }] as const,
    );
    const made: Making = {
      ...holder,
      duty: id,
      kind,
      opened: time,
      catalogue,
      status: 'open',
      requests: request === undefined ? [] : [request],
      wanted: new Map(wanted),
      key,
      ...(until !== undefined && { until }),
      ...(erasure !== undefined && { erasure }),
    };
    this.made.set(id, made);
    this.ofHolder.set(key, [...this.madeFor(key).filter(({ duty }) => duty !== id), made]);
  }

  private lookAgain(key: string): void {
    for (const duty of this.madeFor(key)) {
      if (duty.status === 'told' || duty.status === 'confirmed' || duty.waived) this.lookBeside(duty);
      else if (!ACTED.has(duty.status)) this.look(duty);
    }
  }

  /** What had gone by itself was neither told nor waived, and may have to be told after all. */
  private lookBeside(duty: Making): void {
    const all = [...duty.wanted.values()];
    this.arrivals(duty, ({ settled }) => !settled);
    if (!all.some(wanted => !wanted.settled && isLeft(wanted))) return;
    for (const wanted of all) if (wanted.settled) wanted.ended ??= wanted.settled;
    this.settle(duty);
  }

  /** Looks again at what of a duty the recipient has, and still has to hear, by all that is known to have arrived. */
  private look(duty: Making): void {
    this.arrivals(duty, () => true);
    this.settle(duty);
  }

  private arrivals(duty: Making, which: (wanted: Wanted) => boolean): void {
    const got = this.gotBy(duty.key).filter(({ arrived }) => arrived);
    for (const [field, wanted] of [...duty.wanted].filter(([, each]) => which(each))) {
      const { version, order } = wanted;
      const since = got.find(
        each =>
          each.order > order &&
          duty.kind !== 'restriction' &&
          (each.versions[field] ?? 0) >= version + (duty.kind === 'erasure' ? 1 : 0),
      );
      const had = got.findLast(each => each.order < order && each.versions[field] !== undefined);
      delete wanted.gone;
      if (had && duty.kind === 'restriction') wanted.version = had.versions[field]!;
      if (!had) wanted.gone = 'not-arrived';
      else if (since) wanted.gone = 'shared';
    }
  }

  /** A duty of which nothing is left has gone by itself; one that stands again joins a later one to the same. */
  private settle(duty: Making): void {
    const left = [...duty.wanted].filter(([, wanted]) => isLeft(wanted));
    if (left.length === 0) {
      const ways = new Set([...duty.wanted.values()].map(({ ended, gone }) => ended ?? gone));
      duty.status = GONE.find(way => ways.has(way)) ?? 'not-arrived';
      return;
    }
    const [later] = this.openOf(duty.key, duty.kind).filter(each => each !== duty);
    if (!later || duty.kind === 'erasure') {
      // What identified the person to the recipient is gone: nobody can be told any more.
      duty.status = duty.keyEnded ? 'impossible' : 'open';
      return;
    }
    for (const [field, wanted] of left) {
      const theirs = later.wanted.get(field);
      if (!theirs || !isLeft(theirs) || theirs.version < wanted.version)
        later.wanted.set(field, { ...wanted });
      wanted.by = later.duty;
    }
    duty.status = 'taken-over';
  }

  private madeFor(key: string): readonly Making[] {
    return this.ofHolder.get(key) ?? [];
  }

  private openOf(key: string, kind?: DutyKind): Making[] {
    return this.madeFor(key).filter(
      duty => duty.status === 'open' && (kind === undefined || duty.kind === kind),
    );
  }

  private gotBy(key: string): Got[] {
    return this.holders.get(key)?.got ?? [];
  }

  private heldBy(key: string): Held | undefined {
    const got = this.gotBy(key).filter(({ arrived }) => arrived);
    if (got.length === 0) return undefined;
    const sharings = got.flatMap(({ id, sharing }) => (sharing ? [id] : [])).reverse();
    const versions = Object.assign({}, ...got.map(each => each.versions)) as Held['versions'];
    return { ...this.holders.get(key)!.holder, versions, sharings };
  }
}

/** What is told of a duty that has gone by itself in several ways. */
const GONE = [
  'told',
  'impossible',
  'disproportionate',
  'erased',
  'lifted',
  'shared',
  'taken-over',
  'not-arrived',
] as const;

function settleLeft({ wanted }: Making, how: Settled): void {
  for (const each of wanted.values()) if (isLeft(each)) each.settled = how;
}

function isLeft({ ended, gone }: Wanted): boolean {
  return ended === undefined && gone === undefined;
}

function shown({ wanted, key: _, ...duty }: Making): Duty {
  const left = [...wanted].filter(([, each]) => duty.status !== 'open' || isLeft(each));
  const versions = Object.fromEntries(left.sort().map(([field, { version }]) => [field, version]));
  if (duty.status !== 'taken-over') return { ...duty, versions };
  const takenOverBy = [...new Set([...wanted.values()].flatMap(({ by }) => by ?? []))].sort();
  return { ...duty, versions, takenOverBy };
}

/** Marks in their order. */
export function inOrder(marks: Marks | null): Mark[] {
  const all: Mark[] = [];
  for (let at = marks; at !== null; at = at.earlier) all.push(at.latest);
  return all.reverse();
}
