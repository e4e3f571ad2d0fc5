import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, type OpenAPIObject } from '@nestjs/swagger';
import { parseEnv } from '@tenfold/config';
import { idempotencyKeySchema, idSchema, pageQuery, pageSchema } from '@tenfold/http';
import { Allow, DEVELOPMENT_ISSUER, Public } from '@tenfold/identity';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ApiProblems } from './api-problems.decorator.js';
import { describeApi } from './openapi.js';
import { RequestHeader } from './request-header.decorator.js';
import { serviceEnv } from './service-env.js';

const toySchema = z.strictObject({ id: idSchema, name: z.string().nullable() }).meta({ id: 'Toy' });
const newToySchema = z.strictObject({ name: z.string().max(10).default('bear') }).meta({ id: 'NewToy' });

@Controller('v1/toys')
class ToysHttpController {
  @Get()
  @Public()
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
    @RequestHeader('idempotency-key', idempotencyKeySchema) key: string,
  ): unknown {
    return { toyId, body, key };
  }
}

@Module({ controllers: [ToysHttpController] })
class ToysModule {}

describe(describeApi.name, () => {
  let document: OpenAPIObject;

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tenfold-'));
    const shardMap = join(directory, 'shards.json');
    const primary = { host: '127.0.0.1', port: 1, database: 'none' };
    const ranges = [{ from: 0, to: 4095, shard: 'a' }];
    await writeFile(shardMap, JSON.stringify({ version: 1, epoch: 1, shards: { a: { primary } }, ranges }));
    const env = parseEnv(serviceEnv, {
      PORT: '0',
      HEALTH_PORT: '0',
      SHARD_MAP_FILE: shardMap,
      DATABASE_USER: 'toys',
      DATABASE_PASSWORD: 'unused',
      NATS_URL: 'nats://127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
      JWT_ISSUER: DEVELOPMENT_ISSUER,
      JWKS_URL: 'file:///none',
      CURSOR_SECRET: 'x'.repeat(32),
    });
    document = await describeApi({
      name: 'toys',
      module: ToysModule,
      env,
      title: 'Toys',
      description: 'Toys',
    });
    await rm(directory, { recursive: true });
  });

  const play = () => document.paths['/v1/toys/{toyId}/play']?.post;

  it('should spell the query parameters of a schema one by one', () => {
    const parameters = document.paths['/v1/toys']?.get?.parameters as { name: string; in: string }[];
    expect(parameters.map(({ name }) => name).sort()).toEqual(['colour', 'cursor', 'limit']);
  });

  it('should describe a header by its schema', () => {
    expect(play()?.parameters).toContainEqual(
      expect.objectContaining({
        in: 'header',
        name: 'idempotency-key',
        schema: expect.objectContaining({ minLength: 1 }),
      }),
    );
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
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '403', '409', '412', '413', '415', '503']);
    expect(responses['409']?.description).toContain('`conflict`');
  });

  it('should name operations and tags without the framework’s words', () => {
    expect(play()).toMatchObject({ operationId: 'Toys.play', tags: ['Toys'] });
  });
});
