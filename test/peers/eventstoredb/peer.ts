import { Server, ServerCredentials, type Metadata } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { UUID } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService, type IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { Certificate } from '../../setup/certificate';
import { Faults } from './faults';
import { Front } from './front';
import { PeerLog, type PeerEvent } from './log';
import { batchAppend, read } from './streams';
import type { PeerSubscription } from './subscription';

export interface PeerOptions {
  readonly version?: string;
  /** Speaks TLS with it. */
  readonly certificate?: Certificate;
  /** `user:password` that is asked for. */
  readonly login?: string;
}

/** Nodes that hold one log, one of which leads. */
interface Cluster {
  readonly nodes: Peer[];
  leader: number;
}

/**
 * A node that speaks EventStoreDB's Streams service from the client's own definitions, over real gRPC on loopback, and
 * misbehaves on order. It is there for faults that a real server cannot be asked for. It is not a store: it forgets all.
 */
export class Peer {
  readonly faults = new Faults();
  /** Subscriptions that were started, in order. */
  readonly subscriptions: PeerSubscription[] = [];
  appendsSeen = 0;
  /** Calls that carry appends. */
  appendCallsSeen = 0;
  readsSeen = 0;
  /** Events that reads of all streams had to look at. */
  lookedAt = 0;
  private alive = true;
  /** Parted from the other nodes: it answers, and knows no leader. */
  parted = false;
  /** Streams of which the server hides the events before a revision. */
  readonly hidden = new Map<string, number>();

  private constructor(
    readonly log: PeerLog,
    private readonly cluster: Cluster,
    private readonly server: Server,
    private readonly front: Front,
    private readonly options: PeerOptions,
  ) {}

  /** From 24 on a checkpoint says where the server would read on, which is the place of no event, or of the next one. */
  get checkpointsAreNext(): boolean {
    return Number.parseInt(this.options.version ?? '', 10) >= 24;
  }

  /** True when a call comes with what this node asks for. */
  accepts(metadata: Metadata): boolean {
    const { login } = this.options;
    const expected = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
    return login === undefined || metadata.get('authorization')[0] === expected;
  }

  static async start(options: PeerOptions = {}): Promise<Peer> {
    const [peer] = await Peer.startCluster(1, options);
    return peer!;
  }

  /** Nodes over one log; the first leads. */
  static async startCluster(size: number, options: PeerOptions = {}): Promise<Peer[]> {
    const credentials = options.certificate
      ? ServerCredentials.createSsl(null, [
          {
            private_key: Buffer.from(options.certificate.key),
            cert_chain: Buffer.from(options.certificate.pem),
          },
        ])
      : ServerCredentials.createInsecure();
    const cluster: Cluster = { nodes: [], leader: 0 };
    const log = new PeerLog();
    // Every server begins with records of its own.
    log.foreign('$users', {});
    for (let i = 0; i < size; i++) {
      const server = new Server();
      const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
          error ? reject(error) : resolve(bound),
        ),
      );
      const peer = new Peer(log, cluster, server, await Front.open(port), options);
      peer.serve(options.version ?? '23.10.6');
      cluster.nodes.push(peer);
    }
    return cluster.nodes;
  }

  /** Connection string of this node, or of all nodes of its cluster. */
  get url(): string {
    const hosts = this.cluster.nodes.map(node => `127.0.0.1:${node.port}`);
    return `esdb://${hosts.join(',')}?tls=false`;
  }

  get port(): number {
    return this.front.port;
  }

  /** Connections that were begun. */
  get connections(): number {
    return this.front.connections;
  }

  get leads(): boolean {
    return this.leader === this && !this.parted;
  }

  /** The next node leads; this one goes on answering, and knows of nothing. */
  part(): void {
    const { nodes } = this.cluster;
    this.parted = true;
    for (const subscription of this.subscriptions) subscription.stall();
    nodes[(nodes.indexOf(this) + 1) % nodes.length]!.lead();
  }

  get leader(): Peer {
    return this.cluster.nodes[this.cluster.leader]!;
  }

  /** From now on this node leads. */
  lead(): void {
    this.cluster.leader = this.cluster.nodes.indexOf(this);
  }

  /** The events of a stream that the server shows. */
  visible(stream: string): PeerEvent[] {
    return this.log.stream(stream).filter(event => event.revision >= (this.hidden.get(stream) ?? 0));
  }

  cut(): void {
    this.front.cut();
  }

  freeze(): void {
    this.front.freeze();
  }

  thaw(): void {
    this.front.thaw();
  }

  /** The node is gone, and with it its port. */
  async stop(): Promise<void> {
    this.alive = false;
    await this.front.close();
    this.server.forceShutdown();
  }

  private serve(version: string): void {
    const streams = {
      read: call => void read(this, call),
      batchAppend: call => batchAppend(this, call),
    } as Partial<IStreamsServer> as IStreamsServer;
    this.server.addService(StreamsService, streams);
    this.server.addService(ServerFeaturesService, {
      getSupportedMethods: (_call: unknown, answer: (error: null, methods: SupportedMethods) => void) =>
        answer(null, new SupportedMethods().setEventStoreServerVersion(version)),
    });
    this.server.addService(GossipService, {
      read: (_call: unknown, answer: (error: null, info: ClusterInfo) => void) => answer(null, this.gossip()),
    });
  }

  private gossip(): ClusterInfo {
    const { LEADER, FOLLOWER } = MemberInfo.VNodeState;
    return new ClusterInfo().setMembersList(
      this.cluster.nodes.map((node, i) =>
        new MemberInfo()
          .setInstanceId(new UUID().setString(`00000000-0000-4000-8000-00000000000${i}`))
          .setTimeStamp('0')
          .setState(node.leads ? LEADER : FOLLOWER)
          .setIsAlive(node.alive && node.parted === this.parted)
          .setHttpEndPoint(new EndPoint().setAddress('127.0.0.1').setPort(node.port)),
      ),
    );
  }
}
