import { AppError } from './app-error.js';
import { fromRemoteError, problemSchema, toAppError, toProblem, toRemoteError } from './problem.js';
import { PROBLEMS, type ProblemCode } from './registry.js';

const codes = Object.keys(PROBLEMS) as ProblemCode[];
const at = { instance: '/v1/orders', requestId: 'r-1' };

describe('PROBLEMS', () => {
  it('should list codes in order, each an error status with a title', () => {
    expect(codes).toEqual(codes.toSorted());
    for (const { status, title } of Object.values(PROBLEMS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});

describe(toProblem.name, () => {
  it.each(codes)('should make a valid document of %s', (code) => {
    const problem = toProblem(new AppError(code, { detail: 'why' }), at);
    expect(problemSchema.parse(problem)).toMatchObject({
      code,
      status: PROBLEMS[code].status,
      detail: 'why',
      ...at,
    });
    expect(problem.type).toMatch(new RegExp(`#${code}$`));
  });

  it('should say nothing of an error that nobody threw on purpose', () => {
    const problem = toProblem(toAppError(new Error('password is 1234')), at);
    expect(problem).toMatchObject({ code: 'internal', status: 500 });
    expect(JSON.stringify(problem)).not.toContain('1234');
  });
});

describe(fromRemoteError.name, () => {
  it('should throw here what was thrown there', () => {
    const error = new AppError('conflict', {
      detail: 'twice',
      errors: [{ pointer: '/a', code: 'x', detail: 'y' }],
      meta: { allowed: ['b'] },
      headers: { 'retry-after': '7', allow: 'GET' },
    });
    const { code, detail, errors, meta, headers } = fromRemoteError(toRemoteError(error));
    expect({ code, detail, errors, meta, headers }).toEqual({
      headers: { 'retry-after': '7' },
      code: 'conflict',
      detail: 'twice',
      errors: [{ pointer: '/a', code: 'x', detail: 'y' }],
      meta: { allowed: ['b'] },
    });
  });

  it('should take a code it does not know for an internal error, without its text', () => {
    const error = fromRemoteError({ code: 'from_the_future', detail: 'secret' });
    expect(error).toMatchObject({ code: 'internal', detail: undefined });
  });
});
