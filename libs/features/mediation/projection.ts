import type { PoolClient } from 'pg';
import { storable } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { mediationOf, type MediationEvent } from './events';
import type { MediationStatus } from './state';

/** What a batch changes of one mediation; what is absent stays. */
interface Change {
  opened?: MediationEvent & { type: 'MediationOpened' };
  status?: MediationStatus;
  informed?: true;
  choice?: string;
  outcome?: string;
  latest?: string;
}

const WRITE = `
  insert into mediations as m (mediation, opened, until, latest, status, owner)
  select * from unnest($1::uuid[], $2::timestamptz[], $3::date[], $4::date[], $5::text[], $6::uuid[])`;

const UPDATE = `
  update mediations m set status = coalesce(c.status, m.status), informed = m.informed or c.informed,
      choice = coalesce(c.choice, m.choice), outcome = coalesce(c.outcome, m.outcome), latest = coalesce(c.latest, m.latest)
    from unnest($1::uuid[], $2::text[], $3::bool[], $4::text[], $5::text[], $6::date[])
      as c(mediation, status, informed, choice, outcome, latest)
   where m.mediation = c.mediation`;

/** The list of mediations. */
export class MediationsProjection implements Projection {
  readonly name = 'mediations';
  readonly tables = ['mediations'];

  concerns({ stream }: ProjectedEvent['record']): boolean {
    return stream.startsWith('mediation-');
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const changes = new Map<string, Change>();
    for (const { record } of events) {
      if (!record.stream.startsWith('mediation-')) continue;
      const mediation = mediationOf(record.stream);
      changes.set(mediation, changed(changes.get(mediation) ?? {}, record as MediationEvent));
    }
    if (changes.size === 0) return;
    const fresh = [...changes].flatMap(([mediation, { opened }]) => (opened ? [{ mediation, opened }] : []));
    if (fresh.length > 0)
      await tx.query({
        name: 'mediations-insert',
        text: WRITE,
        values: [
          fresh.map(({ mediation }) => mediation),
          fresh.map(({ opened }) => opened.time),
          fresh.map(({ opened }) => storable(opened.data.until)),
          fresh.map(({ opened }) => storable(opened.data.latest)),
          fresh.map(() => 'to-tell'),
          fresh.map(({ opened }) => opened.data.owner),
        ],
      });
    const all = [...changes.values()];
    await tx.query({
      name: 'mediations-update',
      text: UPDATE,
      values: [
        [...changes.keys()],
        all.map(({ status }) => status),
        all.map(({ informed }) => informed ?? false),
        all.map(({ choice }) => choice),
        all.map(({ outcome }) => outcome),
        all.map(({ latest }) => latest && storable(latest)),
      ],
    });
  }
}

function changed(change: Change, event: MediationEvent): Change {
  switch (event.type) {
    case 'MediationOpened':
      // What was before it concerns no row: whether it comes in the same batch makes no difference.
      return { opened: event };
    case 'ThirdPartyTold':
      return { ...change, status: 'waiting' };
    case 'OwnerInformed':
      return { ...change, informed: true };
    case 'OwnerAnswered': {
      const { choice } = event.data;
      return { ...change, choice, status: choice === 'accepted' ? 'to-answer' : 'waiting' };
    }
    case 'AnswerPeriodEnded':
      return { ...change, status: 'to-answer' };
    case 'ThirdPartyAnswered': {
      const { keptUntil } = event.data;
      return keptUntil === undefined ? change : { ...change, status: 'answered', latest: keptUntil };
    }
    case 'MediationEnded':
      return { ...change, status: 'ended', outcome: event.data.outcome };
  }
}
