import type { StatementListener } from '@tenfold/database';
import { requestContext } from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApiClient } from './api-client.js';
import { waitFor } from './wait-for.js';

/** A request that its route answers with 2xx. */
export interface ReadExample {
  readonly path: string;
  readonly token?: string;
  /** Its first answer fills the cache, which must not be late and so asks the primary; from then on nobody is asked. */
  readonly cached?: boolean;
}

/** A running service with something to read, and requests by operation id; a route that has several ways to read needs several. */
export interface ReadableService {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly examples: Readonly<Record<string, readonly ReadExample[]>>;
}

export interface ReadSuite {
  /** The committed OpenAPI document: what it declares is what is tested. */
  readonly document: string;
  readonly start: (onStatement: StatementListener) => Promise<ReadableService>;
}

/**
 * The test that every route with a read intent must pass: replicas that are alive and up to date answer it, and no statement of it
 * goes to a primary. A route that the document has and the examples lack fails too.
 */
export function describeReads({ document, start }: ReadSuite): void {
  const operations = operationsWithIntent(document);
  const statements = new StatementsByRequest();
  let service: ReadableService;

  beforeAll(async () => {
    service = await start(statements.listener);
  });

  afterAll(() => service.stop());

  it.each(operations)('should answer $operationId ($intent) from replicas alone', async ({ operationId }) => {
    const examples = service.examples[operationId] ?? [];
    if (examples.length === 0) throw new Error(`${operationId} has no example request`);
    const api = new ApiClient(service.url);
    for (const { path, cached = false, ...request } of examples) {
      await waitFor(async () => {
        const id = randomUUID();
        const { status, text } = await api.call(path, { ...request, headers: { 'x-request-id': id } });
        if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`);
        const { primary, replica } = statements.of(id);
        if (cached) return primary.length + replica.length === 0;
        if (primary.length > 0) throw new Error(`${path} asked a primary: ${primary.join(', ')}`);
        return replica.length > 0;
      });
    }
  });

  it('should have examples for no other operations', () => {
    expect(Object.keys(service.examples).sort()).toEqual(operations.map((one) => one.operationId).sort());
  });
}

/** Hears which statements each request sends, and where. */
export class StatementsByRequest {
  private readonly byRequest = new Map<string, { primary: string[]; replica: string[] }>();

  readonly listener: StatementListener = ({ name }, server) => {
    const id = requestContext.get()?.requestId;
    if (id === undefined) return;
    const known = this.of(id);
    known[server].push(name);
    this.byRequest.set(id, known);
  };

  /** @param id the request's `X-Request-Id` */
  of(id: string): { primary: string[]; replica: string[] } {
    return this.byRequest.get(id) ?? { primary: [], replica: [] };
  }
}

interface ReadOperation {
  readonly operationId: string;
  readonly intent: string;
}

function operationsWithIntent(file: string): ReadOperation[] {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, { operationId: string; 'x-read-intent'?: string }>>;
  };
  return Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap(({ operationId, 'x-read-intent': intent }) =>
      intent === undefined ? [] : [{ operationId, intent }],
    ),
  );
}
