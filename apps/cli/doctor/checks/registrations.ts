import { comparePositions } from '#libs/event-store';
import { projectionState } from '#libs/projections';
import type { LogCheck } from '../check';
import { Tally } from '../findings';

/** Everybody who was registered has a record. */
export const registrations: LogCheck = {
  name: 'records of everybody',
  async begin(world) {
    const { service } = world;
    const passed = (await world.decisions()).passed('records');
    const { position } = await projectionState(service, 'records');
    const tally = new Tally();
    return {
      async page(events) {
        const subjects = events
          .filter(({ stored }) => position !== null && comparePositions(stored.position, position) <= 0)
          .flatMap(({ stored, record }) =>
            record?.type === 'SubjectRegistered' && !passed.has(stored.id)
              ? [record.stream.slice('subject-'.length)]
              : [],
          );
        if (subjects.length === 0) return;
        const { rows } = await service.query<{ subject: string }>(
          `select s.subject from unnest($1::uuid[]) as s(subject)
            where not exists (select from subject_records r where r.subject = s.subject) order by 1`,
          [subjects],
        );
        for (const { subject } of rows) tally.add('record-missing', `subject ${subject}`);
      },
      end: () => Promise.resolve(tally.findings()),
    };
  },
};
