import { AppError, PROBLEMS, toProblem, type ProblemCode } from '@tenfold/errors';
import { errorsPage } from './errors-page.js';

describe('errorsPage', () => {
  const { path, content } = errorsPage();

  it.each(Object.keys(PROBLEMS) as ProblemCode[])(
    'should have the anchor that a problem %s points to',
    (code) => {
      const { type } = toProblem(new AppError(code), { instance: '/', requestId: '1' });
      const [page, anchor] = type.split('#');
      expect(page).toMatch(new RegExp(`/${path}$`));
      expect(content.split('\n').filter((line) => line === `## ${anchor}`)).toHaveLength(1);
    },
  );

  it('should say whether to try again', () => {
    const page = errorsPage({
      later: { status: 503, title: 'Busy', retryable: true },
      never: { status: 400, title: 'Wrong', retryable: false },
    });
    expect(page.content).toContain(
      '## later\n\n503 Service Unavailable: Busy. The same request may succeed later',
    );
    expect(page.content).toContain('## never\n\n400 Bad Request: Wrong. Sending the same request again');
  });
});
