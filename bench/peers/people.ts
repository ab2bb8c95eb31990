import { Type, type ClassConstructor } from 'class-transformer';
import { IsEmail, IsISO31661Alpha2, IsPhoneNumber, IsString, Length, ValidateNested } from 'class-validator';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** What the peers behind HTTP take, described as one would with Nest. */
export class Address {
  @IsString() @Length(1, 100) street!: string;
  @IsString() @Length(1, 16) number!: string;
  @IsString() @Length(1, 16) postalCode!: string;
  @IsString() @Length(1, 100) city!: string;
  @IsISO31661Alpha2() country!: string;
}
export class Person {
  @IsString() @Length(1, 100) familyName!: string;
  @IsString() @Length(1, 100) givenName!: string;
  @IsEmail() email!: string;
  @IsPhoneNumber() telephone!: string;
  @ValidateNested() @Type(() => Address) address!: Address;
}
export class Correction {
  @IsEmail() email!: string;
}
export class Share {
  @IsString() @Length(1, 100) recipient!: string;
  @IsString() @Length(1, 100) reference!: string;
}

/** Serves a module on a free port of loopback with Nest's ValidationPipe, and says where. */
export async function serve(module: ClassConstructor<unknown>): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
  });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`listening ${await app.getUrl()}\n`);
}
