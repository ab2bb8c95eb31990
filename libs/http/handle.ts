import { Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Result } from './call';
import type { Declared } from './endpoint';

/** What the application puts on each request of an endpoint: how to make its call, how to answer. */
export interface Binding {
  bind(request: FastifyRequest): unknown;
  answer(result: unknown, request: FastifyRequest, reply: FastifyReply): unknown;
}

declare module 'fastify' {
  interface FastifyRequest {
    binding: Binding;
  }
}

/**
 * Makes a method of a controller the handler of an endpoint. The method has one parameter, `call: Call<typeof e>`,
 * and answers `Promise<Result<typeof e>>`; the compiler holds it to both.
 */
export function Endpoint<E extends Declared>(endpoint: E) {
  return <M extends (call: Call<E>) => Promise<Result<E>>>(
    controller: object,
    name: string,
    method: TypedPropertyDescriptor<M>,
  ): void => {
    const handler = method.value!;
    method.value = async function (this: unknown, request: FastifyRequest, reply: FastifyReply) {
      const { binding } = request;
      const result = await handler.call(this, binding.bind(request) as Call<E>);
      return binding.answer(result, request, reply);
    } as unknown as M;
    const creates = endpoint.kind === 'command' && 'creates' in endpoint.options && endpoint.options.creates;
    (endpoint.method === 'GET' ? Get : Post)(endpoint.path)(controller, name, method);
    HttpCode(creates ? 201 : 200)(controller, name, method);
    RouteConfig({ endpoint, name: operationName(controller, name) })(controller, name, method);
    Req()(controller, name, 0);
    Res({ passthrough: true })(controller, name, 1);
  };
}

/** `subjects_correct` for the method `correct` of `SubjectsController`. */
function operationName(controller: object, method: string): string {
  const name = controller.constructor.name.replace(/Controller$/, '');
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}_${method}`;
}
