import { Type } from '@sinclair/typebox';
import { DayText, TimeText, UuidText } from '#libs/http/schema';

const text = Type.String();
const erased = Type.Optional(
  Type.Literal(true, { description: 'The key of this value was destroyed; nothing reads it.' }),
);

/** A customer's current record. */
export const RecordSchema = Type.Object(
  {
    subject: UuidText,
    kind: text,
    version: Type.Integer({ description: 'What If-Match compares.' }),
    policy: Type.String({ description: 'Policy version accepted at registration.' }),
    registered: TimeText,
    updated: TimeText,
    values: Type.Array(
      Type.Object(
        {
          field: text,
          value: Type.Optional(Type.Unknown()),
          erased,
          purpose: Type.String({ description: 'Versioned id.' }),
          basis: text,
          version: Type.Integer({ description: 'From 1, under its purpose.' }),
          source: text,
          channel: Type.Optional(text),
          since: TimeText,
          catalogue: text,
        },
        { $id: 'RecordValue' },
      ),
    ),
    services: Type.Array(
      Type.Object({
        service: UuidText,
        type: text,
        from: DayText,
        link: Type.Optional(UuidText),
        renewsOn: Type.Optional(DayText),
        endsOn: Type.Optional(DayText),
        since: TimeText,
      }),
    ),
    links: Type.Array(
      Type.Object({
        link: UuidText,
        kind: text,
        role: Type.Optional(text),
        extension: Type.Optional(text),
        transfer: Type.Optional(UuidText),
        value: Type.Optional(Type.Unknown()),
        erased,
        since: TimeText,
      }),
    ),
    documents: Type.Array(
      Type.Object({ document: text, version: text, on: DayText, channel: text, since: TimeText }),
    ),
    payment: Type.Optional(Type.Object({ method: text, instance: Type.Optional(text), since: TimeText })),
    restrictions: Type.Array(
      Type.Object({ restriction: UuidText, ground: text, request: Type.Optional(UuidText), since: TimeText }),
    ),
    objections: Type.Array(
      Type.Object({
        objection: UuidText,
        purpose: text,
        status: text,
        request: Type.Optional(UuidText),
        since: TimeText,
      }),
    ),
    recipients: Type.Array(
      Type.Object({
        recipient: text,
        instance: Type.Optional(text),
        purpose: text,
        basis: text,
        transferGround: Type.Optional(text),
        versions: Type.Record(Type.String(), Type.Integer(), { description: 'Field → version that it has.' }),
        last: TimeText,
        sharings: Type.Integer(),
      }),
    ),
    erasure: Type.Optional(
      Type.Object(
        {
          erasure: UuidText,
          state: text,
          begun: TimeText,
          fenced: Type.Optional(TimeText),
          kept: Type.Array(Type.Object({ purpose: text, period: text, until: DayText })),
        },
        { description: 'The subject was erased: the values are those that a law keeps, `until` that day.' },
      ),
    ),
  },
  { $id: 'CustomerRecord' },
);

const field = Type.Object({ commitment: Type.Optional(text), version: Type.Optional(Type.Integer()) });

/** An entry of the processing register. */
export const EntrySchema = Type.Object(
  {
    n: Type.Optional(
      Type.Integer({ description: 'Dense number from 0; not shown to the person concerned.' }),
    ),
    v: Type.Literal(1),
    kind: text,
    time: TimeText,
    event: UuidText,
    eventHash: Type.String({ description: 'SHA-256 of the stored event, base64url.' }),
    subject: Type.Optional(UuidText),
    processing: Type.Optional(text),
    purpose: Type.Optional(text),
    basis: Type.Optional(text),
    recipient: Type.Optional(text),
    instance: Type.Optional(text),
    transferGround: Type.Optional(text),
    fields: Type.Optional(Type.Record(Type.String(), field)),
    source: Type.Optional(text),
    channel: Type.Optional(text),
    about: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    actor: Type.Object({ id: Type.Optional(text), role: text }),
    catalogue: text,
    dpv: Type.Optional(text),
    trace: Type.Optional(text),
  },
  { $id: 'RegisterEntry' },
);
