import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  Body,
  Controller,
  HttpCode,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
} from '@nestjs/common';
import {
  Column,
  DataSource,
  Entity,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type EntityManager,
} from 'typeorm';
import { Correction, Person, serve, Share, type Address } from './people';

/**
 * The peer: what a team would write instead. Nest with class-validator and TypeORM; each command is one transaction
 * that selects the customer, updates it and inserts a row into an audit table. Values stand in clear.
 */
@Entity('customers')
class Customer {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') familyName!: string;
  @Column('text') givenName!: string;
  @Column('text') email!: string;
  @Column('text') telephone!: string;
  @Column('jsonb') address!: Address;
  @Column('integer') version!: number;
}

@Entity('audit')
class Audit {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: string;
  @Column('uuid') customer!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') actor!: string;
  @Column('text') action!: string;
  @Column('jsonb') details!: object;
}

const source = new DataSource({
  type: 'postgres',
  url: process.env.PEER_URL!,
  entities: [Customer, Audit],
  synchronize: true,
  extra: { max: 16 },
});

async function audited(
  id: string,
  action: string,
  details: object,
  change: (customer: Customer, manager: EntityManager) => Promise<unknown>,
): Promise<{ version: number }> {
  return source.transaction(async manager => {
    const customer = await manager.findOne(Customer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!customer) throw new NotFoundException();
    customer.version += 1;
    await change(customer, manager);
    await manager.update(Customer, { id }, { email: customer.email, version: customer.version });
    await manager.insert(Audit, { customer: id, at: new Date(), actor: 'service', action, details });
    return { version: customer.version };
  });
}

@Controller()
class PeerController {
  @Post('/people')
  @HttpCode(201)
  async add(@Body() person: Person): Promise<{ id: string }> {
    const id = randomUUID();
    await source.transaction(async manager => {
      await manager.insert(Customer, { id, ...person, version: 1 });
      await manager.insert(Audit, {
        customer: id,
        at: new Date(),
        actor: 'service',
        action: 'added',
        details: {},
      });
    });
    return { id };
  }

  @Post('/people/:id/correct')
  @HttpCode(200)
  correct(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { email }: Correction,
  ): Promise<{ version: number }> {
    return audited(id, 'corrected', { fields: ['email'] }, async customer => {
      customer.email = email;
    });
  }

  @Post('/people/:id/share')
  @HttpCode(200)
  async share(@Param('id', ParseUUIDPipe) id: string, @Body() share: Share): Promise<object> {
    let shared: object = {};
    await audited(id, 'shared', share, async ({ familyName, givenName, address }) => {
      shared = { familyName, givenName, address };
    });
    return shared;
  }
}

@Module({ controllers: [PeerController] })
class PeerModule {}

void source.initialize().then(() => serve(PeerModule));
