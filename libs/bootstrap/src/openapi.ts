import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE, type ProblemCode, PROBLEMS, problemSchema } from '@tenfold/errors';
import { createLogger } from '@tenfold/observability';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { problemResponse } from './api-problems.decorator.js';
import { describeConsistency, takesToken } from './consistency-docs.js';
import { createApp, type ServiceOptions } from './create-app.js';
import { listRoutes } from './declare-routes.js';
import { describeFields } from './fields-docs.js';
import { toJsonSchema } from './json-schema.js';
import { describeLimits, LIMIT_HEADERS } from './limits-docs.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const COMMON: readonly ProblemCode[] = [
  'validation_failed',
  'headers_too_large',
  'rate_limited',
  'dependency_unavailable',
  'overloaded',
];
const WITH_TOKEN: readonly ProblemCode[] = ['token_missing', 'token_invalid', 'token_expired', 'forbidden'];
const IN_PATH: readonly ProblemCode[] = ['uri_too_long'];
const WITH_BODY: readonly ProblemCode[] = ['body_invalid', 'body_too_large', 'media_type_unsupported'];

/** The OpenAPI 3.1 document of a service, from its controllers and schemas alone: nothing is connected. */
export async function describeApi(
  options: ServiceOptions & { title: string; description: string },
): Promise<OpenAPIObject> {
  const app = await createApp(options, createLogger({ service: options.name, level: 'silent' }));
  const document = documentOf(app, options);
  await app.close();
  return document;
}

/**
 * The whole of a service's `openapi.ts`: writes the document to `file`, or with `--check` compares and sets exit code 1.
 * @param file path of the committed document
 */
export async function writeOpenApi(
  file: URL,
  options: ServiceOptions & { title: string; description: string },
  argv: readonly string[] = process.argv,
): Promise<void> {
  const text = `${JSON.stringify(await describeApi(options), null, 2)}\n`;
  if (!argv.includes('--check')) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`${file.pathname} is not what the code says: run ./tenfold check --fix\n`);
    process.exitCode = 1;
  }
}

function documentOf(
  app: NestFastifyApplication,
  { title, description }: { title: string; description: string },
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationId,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? toJsonSchema(schema, schemaType) : undefined,
  });
  document.components ??= {};
  document.components.headers = LIMIT_HEADERS;
  document.components.schemas = sorted({
    ...document.components.schemas,
    ...toJsonSchema(problemSchema, 'output').components,
  });
  const selectable = new Map(
    listRoutes(app).map((route) => [operationId(route.controller.name, route.handler), route.selectable]),
  );
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = operations[method];
      if (operation === undefined) continue;
      operation.tags = (operation.tags ?? []).map(plainName);
      // A body is looked at, and may be refused, whether or not the route wants one.
      const mayHaveBody = method !== 'get';
      describeConsistency(method, operation);
      describeFields(selectable.get(operation.operationId ?? ''), operation);
      addCommonResponses(operation, [
        ...(takesToken(operation) ? ['consistency_token_invalid' as const] : []),
        ...(isConditional(operation) ? ['coding_not_acceptable' as const] : []),
        ...(mayHaveBody ? WITH_BODY : []),
        ...(path.includes('{') ? IN_PATH : []),
      ]);
      describeLimits(operation);
    }
  }
  return document;
}

/** Such an answer is sent in a coding, and the client may refuse all of them. */
const isConditional = ({ responses }: Operation): boolean => responses !== undefined && '304' in responses;

/** `OrdersHttpController` is `Orders` to the reader of the document. */
const plainName = (controller: string): string => controller.replace(/(Http)?(Controller)?$/, '');
const operationId = (controller: string, method: string): string => `${plainName(controller)}.${method}`;

function addCommonResponses(operation: Operation, more: readonly ProblemCode[]): void {
  const codes = [
    ...COMMON,
    ...(operation.security === undefined ? ['token_invalid' as const, 'token_expired' as const] : WITH_TOKEN),
    ...more,
  ];
  const responses = operation.responses as Record<string, object>;
  for (const [status, group] of Map.groupBy(codes, (code) => PROBLEMS[code].status)) {
    const own = responses[status] as { description?: string } | undefined;
    const common = problemResponse(group);
    responses[status] =
      own === undefined ? common : { ...own, description: `${own.description ?? ''}; ${common.description}` };
  }
  for (const [status, response] of Object.entries(responses)) {
    // Nest adds an empty application/json beside ours where both are declared.
    const { content } = response as { content?: Record<string, unknown> };
    if (Number(status) >= 400 && content !== undefined) {
      Object.keys(content).forEach((type) => type !== PROBLEM_MEDIA_TYPE && delete content[type]);
    }
  }
  operation.responses = sorted(responses) as Operation['responses'];
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
