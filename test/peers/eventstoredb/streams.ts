import {
  status,
  type ServerDuplexStream,
  type ServerWritableStream,
  type Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { AppendFault, ReadFault } from './faults';
import type { PeerEvent } from './log';
import * as say from './messages';
import type { Peer } from './peer';
import { PeerSubscription } from './subscription';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** The server's side of a batch append, with the fault that is due. */
export function batchAppend(peer: Peer, call: AppendCall): void {
  peer.appendCallsSeen += 1;
  call.on('data', (request: BatchAppendReq) => {
    const fault = mustLead(peer, call.metadata) ? 'not-leader' : peer.faults.nextAppend();
    answer(peer, call, request, fault);
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
}

function answer(peer: Peer, call: AppendCall, request: BatchAppendReq, fault: AppendFault | undefined): void {
  const correlation = request.getCorrelationId()!;
  const append = (): void => {
    const options = request.getOptions()!;
    const expected = options.hasNoStream() ? -1 : Number(options.getStreamPosition());
    const events = request.getProposedMessagesList().map(say.proposedOf);
    const result = peer.log.append(say.nameOf(options.getStreamIdentifier()), expected, events);
    if (fault !== undefined) return;
    if (result.kind === 'success') call.write(say.appended(correlation, result.last));
    else call.write(say.wrongExpectedVersion(correlation, result.current));
  };
  peer.appendsSeen += 1;
  switch (fault) {
    case undefined:
      return append();
    case 'cut-after-accepting':
      append();
      return peer.cut();
    case 'cut-before-accepting':
      return peer.cut();
    case 'silent-after-accepting':
      return append();
    case 'silent':
      return;
    case 'time-out-after-accepting':
      append();
      return void call.write(say.REFUSALS['time-out'](correlation));
    case 'wrong-expected-version':
      return void call.write(say.wrongExpectedVersion(correlation, 41));
    case 'not-leader':
      if (peer.parted) return void call.write(say.REFUSALS['no-leader'](correlation));
      return void call.emit('error', notLeader(peer));
    case 'end-after-accepting':
      append();
      return void call.end();
    case 'time-out':
    case 'busy':
    case 'access-denied':
    case 'stream-deleted':
    case 'maximum-append-size':
      return void call.write(say.REFUSALS[fault](correlation));
  }
}

/** The server's side of a read: a stream or all, to an end or for ever. */
export async function read(peer: Peer, call: ReadCall): Promise<void> {
  const options = call.request.getOptions()!;
  peer.readsSeen += 1;
  call.on('error', () => undefined);
  if (!peer.accepts(call.metadata)) return void call.emit('error', errorOf(peer, 'unauthenticated'));
  if (mustLead(peer, call.metadata)) return void call.emit('error', notLeader(peer));
  if (isBeyond(peer, options))
    return void call.emit('error', say.failure(status.INVALID_ARGUMENT, 'invalid'));
  if (options.hasSubscription()) return new PeerSubscription(peer, call).run();
  const fault = peer.faults.nextRead();
  const error = fault && errorOf(peer, fault);
  if (error) return void call.emit('error', error);
  if (fault === 'silent') return;

  const { events, end } = options.hasStream() ? ofStream(peer, options) : ofAll(peer, options);
  const half = fault === 'cut' || fault === 'short' ? events.slice(0, Math.ceil(events.length / 2)) : events;
  for (const event of half) await send(call, say.eventMessage(event));
  if (fault === 'cut') return peer.cut();
  if (fault !== 'short' && end) await send(call, end);
  call.end();
}

/** From 24 on a server refuses a place that its log does not have yet. */
function isBeyond(peer: Peer, options: ReadReq.Options): boolean {
  const at = options.getAll()?.getPosition()?.getCommitPosition();
  return peer.checkpointsAreNext && at !== undefined && BigInt(at) > peer.log.end;
}

function ofStream(peer: Peer, options: ReadReq.Options): { events: PeerEvent[]; end: ReadResp } {
  const where = options.getStream()!;
  const name = say.nameOf(where.getStreamIdentifier());
  const all = peer.visible(name);
  const last = peer.log.stream(name).length - 1;
  if (last < 0) return { events: [], end: say.notFoundMessage(name) };
  const from = where.hasEnd() ? last : Number(where.getRevision());
  const forwards = options.getReadDirection() === ReadReq.Options.ReadDirection.FORWARDS;
  const events = forwards
    ? all.filter(event => event.revision >= from)
    : all.filter(event => event.revision <= from).toReversed();
  return { events: events.slice(0, Number(options.getCount())), end: say.lastRevisionMessage(last) };
}

function ofAll(peer: Peer, options: ReadReq.Options): { events: PeerEvent[]; end: undefined } {
  const where = options.getAll()!;
  const forwards = options.getReadDirection() === ReadReq.Options.ReadDirection.FORWARDS;
  const from = where.hasPosition() ? BigInt(where.getPosition()!.getCommitPosition()) : undefined;
  const start = from === undefined ? 0 : peer.log.indexAt(from);
  const matched = matches(options);
  const events: PeerEvent[] = [];
  const count = Number(options.getCount());
  const { events: all } = peer.log;
  const step = forwards ? 1 : -1;
  const first = forwards ? start : from === undefined ? all.length - 1 : start - 1;
  for (let i = first; all[i] !== undefined && events.length < count; i += step) {
    peer.lookedAt += 1;
    if (matched(all[i]!)) events.push(all[i]!);
  }
  return { events, end: undefined };
}

export function matches(options: ReadReq.Options): (event: PeerEvent) => boolean {
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList() ?? [''];
  return event => prefixes.some(prefix => event.stream.startsWith(prefix));
}

/** Writes as fast as the other side takes it, no faster. */
export async function send(call: ReadCall, message: ReadResp): Promise<void> {
  if (call.write(message) || call.cancelled) return;
  await new Promise<void>(resolve => {
    const go = (): void => {
      call.off('drain', go).off('cancelled', go);
      resolve();
    };
    call.on('drain', go).on('cancelled', go);
  });
}

function mustLead(peer: Peer, metadata: Metadata): boolean {
  return !peer.leads && metadata.get('requires-leader')[0] === 'true';
}

function notLeader(peer: Peer): Partial<ServiceError> {
  if (peer.parted) return say.failure(status.UNKNOWN, 'No leader info available in response');
  return say.failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': String(peer.leader.port),
  });
}

function errorOf(peer: Peer, fault: ReadFault): Partial<ServiceError> | undefined {
  switch (fault) {
    case 'unavailable':
      return say.failure(status.UNAVAILABLE, 'Server Is Not Ready');
    case 'not-leader':
      return notLeader(peer);
    case 'access-denied':
      return say.failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
    case 'unauthenticated':
      return say.failure(status.UNAUTHENTICATED, 'Unauthenticated');
    case 'stream-deleted':
      return say.failure(status.FAILED_PRECONDITION, 'deleted', {
        exception: 'stream-deleted',
        'stream-name': 'x',
      });
    case 'cut':
    case 'short':
    case 'silent':
      return undefined;
  }
}
