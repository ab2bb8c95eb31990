import { randomUUID } from 'node:crypto';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq, ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import {
  LogDamaged,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type Revision,
  type StoredEvent,
} from '../port';

/** An event as the engine answers it, ours or not. */
export type Recorded = ReadResp.ReadEvent.RecordedEvent;

/** A stored event, and what the engine has with it. */
export interface EngineEvent {
  readonly event: StoredEvent;
  /** See {@link AppendRequest}. */
  readonly engineId: string;
  /** Place in the append that it came with, and how many came together. */
  readonly index: number;
  readonly size: number;
}

/**
 * One append, as it is sent and sent again until its outcome is known.
 *
 * The engine takes an append whose event ids it finds at the expected revision for a repetition, and acknowledges it
 * without a look at the content. So each append has fresh ids of its own for the engine: what it acknowledges as repeated
 * is then this very append, sent again after a broken connection. Our ids, which a retry of the command brings again with
 * whatever content, are in the metadata, and are compared here.
 */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  readonly engineIds: readonly string[];
}

export function appendRequest(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): AppendRequest {
  return { stream, expected, events, engineIds: events.map(() => randomUUID()) };
}

/** Metadata of a stored event ★: compact JSON. `$correlationId` is the engine's own name for what the command id is. */
interface Metadata {
  readonly $correlationId: string;
  readonly id: string;
  readonly fingerprint: string;
  readonly index: number;
  readonly size: number;
}

export function batchAppendMessage(correlation: string, request: AppendRequest): BatchAppendReq {
  const { stream, expected, events, engineIds } = request;
  const options = new BatchAppendReq.Options().setStreamIdentifier(identifier(stream));
  if (expected === 'no-stream') options.setNoStream(new GoogleEmpty());
  else options.setStreamPosition(String(expected));
  // No deadline: it would be an absolute time, read by the server's clock. The server has its own commit time-out.
  const message = new BatchAppendReq()
    .setCorrelationId(uuid(correlation))
    .setOptions(options)
    .setIsFinal(true);
  events.forEach((event, index) => {
    const metadata: Metadata = {
      $correlationId: event.commandId,
      id: event.id,
      fingerprint: event.fingerprint,
      index,
      size: events.length,
    };
    const proposed = new BatchAppendReq.ProposedMessage()
      .setId(uuid(engineIds[index]!))
      .setData(event.bytes)
      .setCustomMetadata(Buffer.from(JSON.stringify(metadata)));
    // The bytes are kept as they are; the content type only tells the engine's own pages that they can be read.
    proposed.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
    message.addProposedMessages(proposed);
  });
  return message;
}

export function streamRead(
  stream: string,
  from: Revision | 'end',
  direction: 'forwards' | 'backwards',
  limit: number,
): ReadReq {
  const where = new ReadReq.Options.StreamOptions().setStreamIdentifier(identifier(stream));
  if (from === 'end') where.setEnd(new Empty());
  else where.setRevision(String(from));
  // Compatibility 1: the end of the stream is said. A read that stops without it was cut short.
  const end = new ReadReq.Options.ControlOption().setCompatibility(1);
  return read(
    options(direction)
      .setStream(where)
      .setCount(String(limit))
      .setNoFilter(new Empty())
      .setControlOption(end),
  );
}

/** A position, or one of the ends of the log. */
export type Place = { readonly at: Position } | 'start' | 'end';

export function allRead(
  from: Place,
  direction: 'forwards' | 'backwards',
  limit: number,
  prefix?: string,
): ReadReq {
  const request = options(direction).setAll(all(from)).setCount(String(limit));
  return read(prefix === undefined ? request.setNoFilter(new Empty()) : request.setFilter(filter([prefix])));
}

export function allSubscription(after: Position, prefixes: readonly string[]): ReadReq {
  return read(
    options('forwards')
      .setAll(all(after === START ? 'start' : { at: after }))
      .setSubscription(new ReadReq.Options.SubscriptionOptions())
      .setFilter(filter(prefixes)),
  );
}

function read(options: ReadReq.Options): ReadReq {
  return new ReadReq().setOptions(options);
}

function options(direction: 'forwards' | 'backwards'): ReadReq.Options {
  const { FORWARDS, BACKWARDS } = ReadReq.Options.ReadDirection;
  return new ReadReq.Options()
    .setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()))
    .setReadDirection(direction === 'forwards' ? FORWARDS : BACKWARDS);
}

function all(from: Place): ReadReq.Options.AllOptions {
  const where = new ReadReq.Options.AllOptions();
  if (from === 'start') return where.setStart(new Empty());
  if (from === 'end') return where.setEnd(new Empty());
  const [commit, prepare] = split(from.at);
  return where.setPosition(
    new ReadReq.Options.Position().setCommitPosition(commit).setPreparePosition(prepare),
  );
}

/** Before the first event: the server's own records begin every log. */
export const START: Position = '0/0';

/** Events of others that the server looks at before it says how far it is (a checkpoint). */
const SEARCH_WINDOW = 1000;

function filter(prefixes: readonly string[]): ReadReq.Options.FilterOptions {
  return new ReadReq.Options.FilterOptions()
    .setStreamIdentifier(new ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]))
    .setMax(SEARCH_WINDOW)
    .setCheckpointintervalmultiplier(1);
}

const POSITION = /^(0|[1-9][0-9]{0,19})\/(0|[1-9][0-9]{0,19})$/;

function split(position: Position): [commit: string, prepare: string] {
  const [, commit, prepare] = POSITION.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) throw new RangeError('not a position of this engine');
  return [commit, prepare];
}

export function position(commit: string, prepare: string): Position {
  return `${commit}/${prepare}`;
}

export function recordedOf(response: ReadResp): Recorded | undefined {
  return response.getEvent()?.getEvent();
}

export function streamOf(recorded: Recorded): string {
  return Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
}

/** Which streams are this log's, among those under its prefix. */
export interface Ours {
  readonly prefix: string;
  /** Whether a stream, its name without the prefix, is of a kind that this service writes. */
  readonly knows: (stream: string) => boolean;
  /** Told of each event that is passed over: it is under the prefix, and in no stream of this log. */
  readonly foreign: (stream: string) => void;
}

/**
 * The event, where it is one of this log; nothing for what somebody else wrote under the prefix to a stream of theirs.
 * @throws LogDamaged for an event in one of our streams that this adapter did not write
 */
export function ownEvent(recorded: Recorded, ours: Ours): EngineEvent | undefined {
  const metadata = metadataOf(recorded);
  const stream = streamOf(recorded).slice(ours.prefix.length);
  if (metadata) return storedEvent(recorded, stream, metadata);
  if (ours.knows(stream)) throw notOurs(recorded, ours.prefix + stream);
  ours.foreign(ours.prefix + stream);
  return undefined;
}

/** Whether an event stands in one of our streams, whoever wrote it. */
export function isInOurs(recorded: Recorded, ours: Ours): boolean {
  return metadataOf(recorded) !== undefined || ours.knows(streamOf(recorded).slice(ours.prefix.length));
}

/** An event of one of our streams. @throws LogDamaged when this adapter did not write it */
export function eventOfOurs(recorded: Recorded, prefix: string): EngineEvent {
  const stream = streamOf(recorded).slice(prefix.length);
  const metadata = metadataOf(recorded);
  if (!metadata) throw notOurs(recorded, prefix + stream);
  return storedEvent(recorded, stream, metadata);
}

export function positionOf(recorded: Recorded): Position {
  return position(recorded.getCommitPosition(), recorded.getPreparePosition());
}

function storedEvent(recorded: Recorded, stream: string, metadata: Metadata): EngineEvent {
  return {
    event: {
      id: metadata.id,
      type: recorded.getMetadataMap().get('type') ?? '',
      bytes: bufferOf(recorded.getData_asU8()),
      commandId: metadata.$correlationId,
      fingerprint: metadata.fingerprint,
      stream,
      revision: Number(recorded.getStreamRevision()),
      position: positionOf(recorded),
    },
    engineId: recorded.getId()!.getString(),
    index: metadata.index,
    size: metadata.size,
  };
}

/** Nothing for an event that this adapter did not write. */
function metadataOf(recorded: Recorded): Metadata | undefined {
  try {
    const metadata = JSON.parse(
      bufferOf(recorded.getCustomMetadata_asU8()).toString('utf8'),
    ) as Partial<Metadata> | null;
    const { $correlationId, id, fingerprint, index, size } = metadata ?? {};
    if ([$correlationId, id, fingerprint].every(text => typeof text === 'string') && Number.isInteger(index))
      return { $correlationId, id, fingerprint, index, size } as Metadata;
  } catch {
    // said below
  }
  return undefined;
}

function notOurs(recorded: Recorded, stream: string): LogDamaged {
  return new LogDamaged(
    `the stream ${stream} has an event that this service did not write, at ${positionOf(recorded)}`,
  );
}

/** A view on the same memory. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function identifier(stream: string): StreamIdentifier {
  return new StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8'));
}

function uuid(text: string): UUID {
  return new UUID().setString(text);
}
