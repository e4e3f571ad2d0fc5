import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, type OpenAPIObject } from '@nestjs/swagger';
import { parseEnv } from '@tenfold/config';
import { idempotencyKeySchema, idSchema, pageQuery, pageSchema } from '@tenfold/http';
import { Allow, Public } from '@tenfold/identity';
import { z } from 'zod';
import { ApiProblems } from './api-problems.decorator.js';
import { describeApi } from './openapi.js';
import { placeholderEnv } from './placeholder-env.js';
import { Reads } from './reads.decorator.js';
import { RequestHeader } from './request-header.decorator.js';
import { serviceEnv } from './service-env.js';

const toySchema = z.strictObject({ id: idSchema, name: z.string().nullable() }).meta({ id: 'Toy' });
const newToySchema = z.strictObject({ name: z.string().max(10).default('bear') }).meta({ id: 'NewToy' });

@Controller('v1/toys')
class ToysHttpController {
  @Get()
  @Public()
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: pageSchema(toySchema), description: 'Toys' })
  list(
    @Query({ schema: z.strictObject({ ...pageQuery, colour: z.enum(['red', 'blue']).optional() }) })
    query: unknown,
  ): unknown {
    return query;
  }

  @Post(':toyId/play')
  @Allow('customer')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: toySchema, description: 'The toy' })
  @ApiProblems('conflict', 'precondition_failed')
  play(
    @Param('toyId', { schema: idSchema }) toyId: string,
    @Body({ schema: newToySchema }) body: unknown,
    @RequestHeader('Idempotency-Key', idempotencyKeySchema) key: string,
  ): unknown {
    return { toyId, body, key };
  }
}

@Module({ controllers: [ToysHttpController] })
class ToysModule {}

describe(describeApi.name, () => {
  let document: OpenAPIObject;

  beforeAll(async () => {
    const env = parseEnv(serviceEnv, placeholderEnv);
    document = await describeApi({
      name: 'toys',
      module: ToysModule,
      env,
      title: 'Toys',
      description: 'Toys',
    });
  });

  const play = () => document.paths['/v1/toys/{toyId}/play']?.post;

  it('should spell the query parameters of a schema one by one', () => {
    const parameters = document.paths['/v1/toys']?.get?.parameters as { name: string; in: string }[];
    expect(
      parameters
        .filter((one) => one.in === 'query')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['colour', 'cursor', 'fields', 'limit']);
  });

  it('should describe a header by its schema', () => {
    expect(play()?.parameters).toContainEqual(
      expect.objectContaining({
        in: 'header',
        name: 'Idempotency-Key',
        schema: expect.objectContaining({ minLength: 1 }),
      }),
    );
  });

  it('should tell where a token is taken and where one is issued', () => {
    const token = expect.objectContaining({ in: 'header', name: 'X-Consistency-Token', required: false });
    const list = document.paths['/v1/toys']?.get;
    expect(list).toMatchObject({ 'x-read-intent': 'bounded' });
    for (const operation of [list, play()]) expect(operation?.parameters).toContainEqual(token);
    expect(list?.responses['400']).toMatchObject({
      description: expect.stringContaining('`consistency_token_invalid`') as string,
    });
    const headers = (operation: typeof list) => (operation?.responses['200'] as { headers?: object }).headers;
    expect(headers(play())).toHaveProperty('X-Consistency-Token');
    expect(headers(list)).toBeUndefined();
    expect(play()).not.toHaveProperty('x-read-intent');
  });

  it('should make components of schemas that have an id, and nothing else', () => {
    expect(Object.keys(document.components?.schemas ?? {})).toEqual([
      'FieldError',
      'NewToy',
      'Problem',
      'Toy',
    ]);
    expect(document.components?.schemas?.['Toy']).toMatchObject({
      type: 'object',
      additionalProperties: false,
    });
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('should list the problems of the route beside those that every route has', () => {
    const responses = play()?.responses as Record<string, { description: string }>;
    expect(Object.keys(responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '409',
      '412',
      '413',
      '414',
      '415',
      '429',
      '431',
      '503',
    ]);
    expect(responses['409']?.description).toContain('`conflict`');
  });

  it('should say with the refusal of every route when to come again', () => {
    const operations = Object.values(document.paths).flatMap(({ get, post }) =>
      [get, post].filter((one) => one),
    );
    expect(operations).toHaveLength(2);
    for (const operation of operations) {
      expect(operation?.responses?.['429']).toMatchObject({
        description: expect.stringContaining('`rate_limited`'),
        headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
      });
    }
    const named = ['RateLimit', 'RateLimit-Policy', 'Retry-After'];
    expect(Object.keys(document.components?.headers ?? {}).sort()).toEqual(named);
  });

  it('should name operations and tags without the framework’s words', () => {
    expect(play()).toMatchObject({ operationId: 'Toys.play', tags: ['Toys'] });
  });
});
