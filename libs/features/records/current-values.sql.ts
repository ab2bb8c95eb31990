/**
 * Selects the envelopes that hold a current value of a subject, with those of their `fields` that are current: each field
 * in its highest version, for each purpose.
 * @param of condition on `v`, the table of values, that names subjects
 */
export function currentValues(of: string): string {
  return `
    select v.subject, v.purpose_name, v.event, v.purpose, v.basis, v.key, v.box, v.channel, v.catalogue, v.since, c.fields
      from (select subject, purpose_name, event, jsonb_object_agg(field, held) as fields
              from (select distinct on (v.subject, v.purpose_name, f.key)
                           v.subject, v.purpose_name, v.event, f.key as field, f.value as held
                      from subject_values v cross join lateral jsonb_each(v.fields) f
                     where ${of}
                     order by v.subject, v.purpose_name, f.key, (f.value ->> 'version')::int desc) newest
             group by subject, purpose_name, event) c
      join subject_values v using (subject, purpose_name, event)
     where ${of}`;
}
