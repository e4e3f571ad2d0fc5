import { loadShardMap, type StatementListener } from '@tenfold/database';
import { requestContext } from '@tenfold/observability';
import type { Strategies } from '@tenfold/strategies';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { ApiClient } from './api-client.js';
import { testStores } from './test-stores.js';

/** What is not read for an answer without a member. */
export interface LeftOut {
  readonly statement: string;
  /** The statement that reads the whole answer, where that is another one. */
  readonly whole?: string;
  /** A part of what the statement's plan puts out for the whole answer, as Postgres writes it; undefined: it is not sent at all. */
  readonly output?: string;
}

/** A request that its route answers with 200, twice with the same bytes. */
export interface FieldsExample {
  readonly path: string;
  readonly token?: string;
  /** By member of the answer (of its items, where it is a page). */
  readonly leavesOut?: Readonly<Record<string, LeftOut>>;
}

/** A running service with something to read, by operation id. */
export interface FieldsService {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly strategies: Strategies;
  readonly examples: Readonly<Record<string, readonly FieldsExample[]>>;
}

export interface FieldsSuite {
  /** The committed OpenAPI document: what takes `fields` there is tested. */
  readonly document: string;
  readonly start: (onStatement: StatementListener) => Promise<FieldsService>;
}

const RUNS = 10;

/**
 * The tests that every GET must pass: with any choice of fields it answers as the whole would, cut to them, with the strategy and
 * without it; and what an example says is left out is neither sent for nor put out by the plan.
 */
export function describeFields({ document, start }: FieldsSuite): void {
  const names = namesByOperation(document);
  const operations = [...names.keys()];
  const statements = new SentStatements();
  let service: FieldsService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await start(statements.listener);
    api = new ApiClient(service.url);
    await statements.connect();
  });

  afterAll(async () => {
    await statements.end();
    await service?.stop();
  });

  const read = async (example: FieldsExample, fields?: readonly string[]): Promise<Read> => {
    const { path, token } = example;
    const id = randomUUID();
    const chosen = fields === undefined ? '' : `${path.includes('?') ? '&' : '?'}fields=${fields.join(',')}`;
    const headers = { 'x-request-id': id };
    const answer = await api.call<object>(`${path}${chosen}`, {
      headers,
      ...(token === undefined ? {} : { token }),
    });
    if (answer.status !== 200)
      throw new Error(`${path}${chosen} was answered ${answer.status}: ${answer.text}`);
    return { ...answer, sent: statements.of(id) };
  };
  const examplesOf = (operation: string): readonly FieldsExample[] => {
    const examples = service.examples[operation] ?? [];
    if (examples.length === 0) throw new Error(`${operation} has no example`);
    return examples;
  };

  it.each(operations)('should answer %s as the whole, cut to what was chosen', async (operation) => {
    for (const example of examplesOf(operation)) {
      const whole = await read(example);
      const choices = fc.subarray(names.get(operation) ?? [], { minLength: 1 });
      await fc.assert(
        fc.asyncProperty(choices, async (fields) => {
          const lean = await read(example, fields);
          service.strategies.set({ fields: false });
          const cut = await read(example, fields).finally(() => service.strategies.set({ fields: true }));
          expect(lean.text).toBe(JSON.stringify(cutTo(whole.body, fields)));
          expect([cut.text, cut.headers.get('etag')]).toEqual([lean.text, lean.headers.get('etag')]);
        }),
        // A failure says it all without a smaller one.
        { numRuns: RUNS, endOnFailure: true },
      );
    }
  });

  it('should read nothing of what an example leaves out', async () => {
    for (const [operation, examples] of Object.entries(service.examples)) {
      const leaving = examples.flatMap((example) =>
        Object.entries(example.leavesOut ?? {}).map(([member, left]) => ({ example, member, left })),
      );
      for (const { example, member, left } of leaving) {
        const isOther = (name: string) => name !== member && !name.startsWith(`${member}.`);
        const others = (names.get(operation) ?? []).filter(isOther);
        const whole = await statements.readFor(left, (await read(example)).sent);
        const lean = await statements.readFor(left, (await read(example, others)).sent);
        expect({ operation, member, whole, lean }).toEqual({ operation, member, whole: true, lean: false });
      }
    }
  });

  it('should have examples for no other operations', () => {
    expect(Object.keys(service.examples).sort()).toEqual(operations.toSorted());
  });
}

interface Sent {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Read {
  readonly text: string;
  readonly body: object;
  readonly headers: Headers;
  readonly sent: readonly Sent[];
}

/** What was sent for which request, and what Postgres would put out for it. */
class SentStatements {
  private readonly byRequest = new Map<string, Sent[]>();
  private client: pg.Client | undefined;

  readonly listener: StatementListener = ({ name, text }, _server, values) => {
    const id = requestContext.get()?.requestId;
    if (id !== undefined) this.byRequest.set(id, [...this.of(id), { name, text, values }]);
  };

  of(requestId: string): readonly Sent[] {
    return this.byRequest.get(requestId) ?? [];
  }

  async connect(): Promise<void> {
    const { shardMapFile, adminUser: user, adminPassword: password } = testStores();
    const [shard] = Object.values(loadShardMap(shardMapFile).shards);
    this.client = new pg.Client({ ...shard?.primary, user, password });
    await this.client.connect();
  }

  async end(): Promise<void> {
    await this.client?.end();
  }

  async readFor({ statement, whole, output }: LeftOut, sent: readonly Sent[]): Promise<boolean> {
    const found = sent.find(({ name }) => name === statement || name === whole);
    if (found === undefined || output === undefined) return found !== undefined;
    const { rows } = (await this.client?.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
      text: `EXPLAIN (VERBOSE, FORMAT JSON) ${found.text}`,
      values: [...found.values],
    })) ?? { rows: [] };
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    return plan !== undefined && outputsOf(plan).join(' | ').includes(output);
  }
}

interface PlanNode {
  readonly Output?: readonly string[];
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Without those of tables that something else is made of: a scan may hand on whole rows, as pointers to where they lie. */
function outputsOf({ Output = [], Plans = [] }: PlanNode): readonly string[] {
  return [...Output, ...Plans.filter((plan) => plan['Relation Name'] === undefined).flatMap(outputsOf)];
}

function namesByOperation(file: string): Map<string, string[]> {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, { get?: { operationId: string; parameters?: Parameter[] } }>;
  };
  return new Map(
    Object.values(paths).flatMap(({ get }) => {
      const fields = get?.parameters?.find(({ name }) => name === 'fields');
      return get === undefined || fields === undefined ? [] : [[get.operationId, namesIn(fields)]];
    }),
  );
}

interface Parameter {
  readonly name: string;
  readonly schema: { readonly pattern?: string };
}

/** The document spells out every name that `fields` takes: `^(id|preview\.sku)(,(id|preview\.sku))*$`. */
function namesIn({ schema: { pattern = '' } }: Parameter): string[] {
  const [, names = ''] = /^\^\(([^)]*)\)/.exec(pattern) ?? [];
  return names.replaceAll('\\.', '.').split('|');
}

/** What `fields` means, written down a second time: of a page it is about the items. */
function cutTo(whole: object, fields: readonly string[]): object {
  const page = whole as { items?: object[]; nextCursor?: unknown };
  if (page.items === undefined || page.nextCursor === undefined) return cut(whole, fields) as object;
  return { ...page, items: page.items.map((item) => cut(item, fields)) };
}

function cut(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => cut(one, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      if (fields.includes(name)) return [[name, member as unknown]];
      const below = fields
        .filter((field) => field.startsWith(`${name}.`))
        .map((field) => field.slice(name.length + 1));
      return below.length === 0 ? [] : [[name, cut(member, below)]];
    }),
  );
}
