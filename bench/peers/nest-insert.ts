import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsEmail, IsISO31661Alpha2, IsPhoneNumber, IsString, Length, ValidateNested } from 'class-validator';
import { Pool } from 'pg';

/** The peer: what one would write with Nest, Fastify, its ValidationPipe and one INSERT; nothing else. */
class Address {
  @IsString() @Length(1, 100) street!: string;
  @IsString() @Length(1, 16) number!: string;
  @IsString() @Length(1, 16) postalCode!: string;
  @IsString() @Length(1, 100) city!: string;
  @IsISO31661Alpha2() country!: string;
}
class Person {
  @IsString() @Length(1, 100) familyName!: string;
  @IsString() @Length(1, 100) givenName!: string;
  @IsEmail() email!: string;
  @IsPhoneNumber() telephone!: string;
  @ValidateNested() @Type(() => Address) address!: Address;
}

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
  const app = await NestFactory.create<NestFastifyApplication>(PeerModule, new FastifyAdapter(), {
    logger: false,
  });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`listening ${await app.getUrl()}\n`);
}

void main();
