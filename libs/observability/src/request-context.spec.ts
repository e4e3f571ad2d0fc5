import { context as traces, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { requestContext } from './request-context.js';

const FIRST = { requestId: 'first' };
const SECOND = { requestId: 'second' };
const idNow = (): string | undefined => requestContext.get()?.requestId;

describe('requestContext', () => {
  describe.each(['run', 'begin'] as const)('%s', (enter) => {
    it('should hand its arguments to the work, whose context lasts across promises', async () => {
      const work = async (left: number, right: number): Promise<unknown> => {
        await turn();
        return [idNow(), left + right];
      };
      await expect(requestContext[enter](FIRST, work, 1, 2)).resolves.toEqual(['first', 3]);
      expect(idNow()).toBeUndefined();
    });

    it('should restore the context of whoever calls it, also when the work throws', () => {
      const fails = (): never => {
        throw new Error(idNow());
      };
      requestContext.run(FIRST, () => {
        expect(() => requestContext[enter](SECOND, fails)).toThrow('second');
        expect(idNow()).toBe('first');
      });
    });

    it('should keep contexts that are under way at the same time apart', async () => {
      const work = async (): Promise<unknown> => [idNow(), await turn(), idNow()];
      const both = [requestContext[enter](FIRST, work), requestContext[enter](SECOND, work)];
      await expect(Promise.all(both)).resolves.toEqual([
        ['first', undefined, 'first'],
        ['second', undefined, 'second'],
      ]);
    });
  });

  it('should leave nothing outside of requests', async () => {
    await requestContext.begin(FIRST, () => turn());
    expect(requestContext.clean(idNow)).toBeUndefined();
    expect(requestContext.begin(SECOND, () => requestContext.clean(idNow))).toBeUndefined();
  });

  describe('in a trace', () => {
    const KEY = createContextKey('trace');
    const inTrace = <T>(work: () => T): T => traces.with(ROOT_CONTEXT.setValue(KEY, 'trace'), work);
    const traceNow = (): unknown => traces.active().getValue(KEY);

    beforeAll(() => traces.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
    afterAll(() => traces.disable());

    it('should go on in run, and be left by begin and clean until their work has returned', () => {
      inTrace(() => {
        expect(requestContext.run(FIRST, traceNow)).toBe('trace');
        expect(requestContext.begin(FIRST, traceNow)).toBeUndefined();
        expect(requestContext.clean(traceNow)).toBeUndefined();
        expect(traceNow()).toBe('trace');
      });
    });

    it('should be left by clean, as the request is, by all that it starts', async () => {
      const later = inTrace(() =>
        requestContext.run(FIRST, () =>
          requestContext.clean(async () => {
            await turn();
            return [idNow(), traceNow()];
          }),
        ),
      );
      await expect(later).resolves.toEqual([undefined, undefined]);
    });
  });
});
