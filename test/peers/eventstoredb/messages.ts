import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import { Metadata, type status, type ServiceError } from '@grpc/grpc-js';
import {
  AccessDenied,
  AllStreamPosition,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  StreamIdentifier,
  Timeout,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendResp, ReadResp, type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import type { PeerEvent, Proposed } from './log';

export function nameOf(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier!.getStreamName_asU8()).toString('utf8');
}

export function proposedOf(message: BatchAppendReq.ProposedMessage): Proposed {
  return {
    id: message.getId()!.getString(),
    type: message.getMetadataMap().get('type')!,
    contentType: message.getMetadataMap().get('content-type')!,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function eventMessage(event: PeerEvent): ReadResp {
  const position = String(event.position);
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(new UUID().setString(event.id))
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(event.stream)))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', '0');
  return new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(position));
}

export function checkpointMessage(at: bigint): ReadResp {
  return new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint().setCommitPosition(String(at)).setPreparePosition(String(at)),
  );
}

export const caughtUpMessage = (): ReadResp => new ReadResp().setCaughtUp(new ReadResp.CaughtUp());
export const fellBehindMessage = (): ReadResp => new ReadResp().setFellBehind(new ReadResp.FellBehind());
export const lastRevisionMessage = (last: number): ReadResp =>
  new ReadResp().setLastStreamPosition(String(last));
export const confirmationMessage = (): ReadResp =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId('one'));

export function notFoundMessage(stream: string): ReadResp {
  const identifier = new StreamIdentifier().setStreamName(Buffer.from(stream));
  return new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifier));
}

export function appended(correlation: UUID, last: PeerEvent): BatchAppendResp {
  const position = new AllStreamPosition()
    .setCommitPosition(String(last.position))
    .setPreparePosition(String(last.position));
  return new BatchAppendResp()
    .setCorrelationId(correlation)
    .setSuccess(
      new BatchAppendResp.Success().setCurrentRevision(String(last.revision)).setPosition(position),
    );
}

function refused(correlation: UUID, message: string, details: Any): BatchAppendResp {
  return new BatchAppendResp()
    .setCorrelationId(correlation)
    .setError(new Status().setMessage(message).setDetails(details));
}

function packed(message: { serializeBinary(): Uint8Array }, name: string): Any {
  const any = new Any();
  any.pack(message.serializeBinary(), name);
  return any;
}

export function wrongExpectedVersion(correlation: UUID, current: number): BatchAppendResp {
  const details = new WrongExpectedVersion();
  if (current < 0) details.setCurrentNoStream(new GoogleEmpty());
  else details.setCurrentStreamRevision(String(current));
  return refused(
    correlation,
    'WrongExpectedVersion',
    packed(details, 'event_store.client.WrongExpectedVersion'),
  );
}

/** Refusals of an append by their names. */
export const REFUSALS = {
  'time-out': (c: UUID) => refused(c, 'Timeout', packed(new Timeout(), 'event_store.client.Timeout')),
  busy: (c: UUID) => refused(c, 'Server Is Busy', packed(new GoogleEmpty(), 'google.protobuf.Empty')),
  'no-leader': (c: UUID) =>
    refused(c, 'No leader info available in response', packed(new GoogleEmpty(), 'google.protobuf.Empty')),
  'access-denied': (c: UUID) =>
    refused(c, 'AccessDenied', packed(new AccessDenied(), 'event_store.client.AccessDenied')),
  'stream-deleted': (c: UUID) =>
    refused(c, 'StreamDeleted', packed(new StreamDeleted(), 'event_store.client.StreamDeleted')),
  'maximum-append-size': (c: UUID) =>
    refused(
      c,
      'MaximumAppendSizeExceeded',
      packed(
        new MaximumAppendSizeExceeded().setMaxappendsize(1024),
        'event_store.client.MaximumAppendSizeExceeded',
      ),
    ),
};

/** A status as the server sends it, with its exception in the trailers. */
export function failure(
  code: status,
  details: string,
  trailers: Record<string, string> = {},
): Partial<ServiceError> {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details, metadata };
}
