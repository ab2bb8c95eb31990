import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { Pool } from 'pg';
import { Person, serve } from './people';

/** The peer: what one would write with Nest, Fastify, its ValidationPipe and one INSERT; nothing else. */
const pool = new Pool({ connectionString: process.env.PEER_URL, max: 16 });

@Controller()
class PeerController {
  @Post('/people')
  @HttpCode(201)
  async add(@Body() person: Person): Promise<{ id: string }> {
    const id = randomUUID();
    await pool.query({
      name: 'add',
      text: 'insert into people (id, data) values ($1, $2)',
      values: [id, person],
    });
    return { id };
  }
}

@Module({ controllers: [PeerController] })
class PeerModule {}

async function main(): Promise<void> {
  await pool.query('create table if not exists people (id uuid primary key, data jsonb not null)');
  await serve(PeerModule);
}

void main();
