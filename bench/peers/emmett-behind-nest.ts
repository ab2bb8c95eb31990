import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Module, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CommandHandler, projections, type Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, pongoSingleStreamProjection } from '@event-driven-io/emmett-postgresql';
import { Correction, Person, serve, Share } from './people';

/** The peer: emmett behind Nest, with an inline projection of the record. Values stand in clear. */
type Registered = Event<'Registered', { person: Person }>;
type Corrected = Event<'Corrected', { email: string }>;
type Shared = Event<'Shared', { recipient: string; reference: string }>;
type CustomerEvent = Registered | Corrected | Shared;

type State = { readonly person?: Person; readonly version: number };

const initialState = (): State => ({ version: 0 });

function evolve(state: State, { type, data }: CustomerEvent): State {
  const version = state.version + 1;
  switch (type) {
    case 'Registered':
      return { person: data.person, version };
    case 'Corrected':
      return { ...state, person: { ...state.person!, email: data.email }, version };
    case 'Shared':
      return { ...state, version };
  }
}

const store = getPostgreSQLEventStore(process.env.PEER_URL!, {
  projections: projections.inline([
    pongoSingleStreamProjection<State, CustomerEvent>({
      collectionName: 'customers',
      canHandle: ['Registered', 'Corrected', 'Shared'],
      initialState,
      evolve,
    }),
  ]),
});
// Under load an append to a new stream is told now and then that its version conflicts: a team would try again.
const handle = CommandHandler<State, CustomerEvent>({
  evolve,
  initialState,
  retry: { onVersionConflict: 10 },
});

@Controller()
class PeerController {
  @Post('/people')
  @HttpCode(201)
  async add(@Body() person: Person): Promise<{ id: string }> {
    const id = randomUUID();
    await handle(store, `customer-${id}`, () => ({ type: 'Registered', data: { person } }));
    return { id };
  }

  @Post('/people/:id/correct')
  @HttpCode(200)
  async correct(@Param('id', ParseUUIDPipe) id: string, @Body() { email }: Correction): Promise<object> {
    const { newState } = await handle(store, `customer-${id}`, () => ({
      type: 'Corrected',
      data: { email },
    }));
    return { version: newState.version };
  }

  @Post('/people/:id/share')
  @HttpCode(200)
  async share(@Param('id', ParseUUIDPipe) id: string, @Body() data: Share): Promise<object> {
    const { newState } = await handle(store, `customer-${id}`, () => ({ type: 'Shared', data: { ...data } }));
    return newState.person!;
  }
}

@Module({ controllers: [PeerController] })
class PeerModule {}

void serve(PeerModule);
