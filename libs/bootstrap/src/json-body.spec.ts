import type { Problem } from '@tenfold/errors';
import { jsonPointer } from '@tenfold/http';
import { createLogger } from '@tenfold/observability';
import fc from 'fast-check';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { acceptOnlyJson } from './json-body.js';
import { fromThrown, sendProblem } from './problem.filter.js';
import { createAdapter } from './server.js';

const logger = createLogger({ service: 'echo', level: 'silent' });
const NAMES = ['__proto__', 'constructor', 'prototype', 'a', 'b/c', 'd~e', ''];
const CHANGING = new Set(['__proto__', 'constructor']);

/** Texts of JSON, so that no object of this test loses a name on its way. */
const text: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.oneof(fc.jsonValue({ maxDepth: 0 }), fc.constantFrom(...NAMES)).map((value) => JSON.stringify(value))
    : fc.oneof(text(1), fc.array(text()).map(arrayOf), members(text()).map(objectOf)),
);
const harmless = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...NAMES.filter((name) => !CHANGING.has(name))),
);

function members(value: fc.Arbitrary<string>): fc.Arbitrary<[string, string][]> {
  return fc.uniqueArray(
    fc.tuple(
      harmless.filter((name) => !CHANGING.has(name)),
      value,
    ),
    { selector: ([name]) => name, maxLength: 4 },
  );
}

function arrayOf(values: readonly string[]): string {
  return `[${values.join(',')}]`;
}

function objectOf(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

interface Planted {
  readonly text: string;
  readonly path: readonly string[];
}

/** An object with a name that changes prototypes, at any place among harmless ones, below any containers. */
const planted: fc.Arbitrary<Planted> = fc
  .tuple(
    members(text(2)),
    fc.oneof(
      text(2).map((value): [string, string] => ['__proto__', value]),
      text(2).map((value): [string, string] => ['constructor', objectOf([['prototype', value]])]),
    ),
    fc.array(
      fc.oneof(
        fc.record({ name: harmless, beside: members(text(2)) }),
        fc.record({ before: fc.array(text(2), { maxLength: 3 }) }),
      ),
      { maxLength: 5 },
    ),
  )
  .map(([beside, forbidden, containers]) => {
    const core: Planted = { text: objectOf([...beside, forbidden]), path: [forbidden[0]] };
    return containers.reduce<Planted>((inner, container) => {
      if ('before' in container) {
        const at = String(container.before.length);
        return { text: arrayOf([...container.before, inner.text]), path: [at, ...inner.path] };
      }
      const others = container.beside.filter(([name]) => name !== container.name);
      return {
        text: objectOf([...others, [container.name, inner.text]]),
        path: [container.name, ...inner.path],
      };
    }, core);
  });

describe(acceptOnlyJson, () => {
  let adapter: FastifyAdapter;

  beforeAll(async () => {
    adapter = createAdapter(logger);
    const instance = adapter.getInstance();
    instance.post('/', (request, reply) => {
      void reply.type('application/json').send(JSON.stringify(request.body));
    });
    instance.setErrorHandler((error, request, reply) => {
      sendProblem(fromThrown(error, request), request, reply, logger);
    });
    await instance.ready();
  });

  afterAll(() => adapter.close());

  const send = (payload: string): Promise<{ statusCode: number; body: string }> =>
    adapter
      .getInstance()
      .inject({ method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, payload });

  it('should name the member that could change a prototype, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(planted, async (document) => {
        const { statusCode, body } = await send(document.text);
        expect(statusCode).toBe(400);
        const { code, errors } = JSON.parse(body) as Problem;
        expect(code).toBe('validation_failed');
        expect(errors).toMatchObject([{ pointer: jsonPointer(document.path), code: 'forbidden_name' }]);
      }),
    );
  });

  it('should hand over every other document as it is', async () => {
    await fc.assert(
      fc.asyncProperty(text(4), async (document) => {
        const { statusCode, body } = await send(document);
        expect([statusCode, body]).toEqual([200, JSON.stringify(JSON.parse(document))]);
      }),
    );
  });

  it.each(['{"__proto__":', '{"__proto__":1}}', '{"__proto__" 1}', '"constructor":{"prototype":1}'])(
    'should still say that %s is no JSON',
    async (document) => {
      expect(JSON.parse((await send(document)).body)).toMatchObject({ status: 400, code: 'body_invalid' });
    },
  );
});
