import { AppError } from './app-error.js';
import { toProblem } from './problem.js';
import { problemsHtml, problemsMarkdown } from './problems-page.js';
import { PROBLEMS, type ProblemCode } from './registry.js';

const codes = Object.keys(PROBLEMS) as ProblemCode[];
const examples = {
  later: { status: 503, title: 'Busy', retryable: true },
  never: { status: 400, title: 'Less <than> "that" & more', retryable: false },
};

describe(problemsMarkdown, () => {
  it.each(codes)('should have the anchor that a problem %s points to', (code) => {
    const { type } = toProblem(new AppError(code), { instance: '/', requestId: '1' });
    const [page, anchor] = type.split('#');
    expect(page).toMatch(/\/docs\/errors\.md$/);
    const headings = problemsMarkdown().split('\n');
    expect(headings.filter((line) => line === `## ${anchor}`)).toHaveLength(1);
  });

  it('should say whether to try again', () => {
    const page = problemsMarkdown(examples);
    expect(page).toContain('## later\n\n503 Service Unavailable: Busy. The same request may succeed later');
    expect(page).toContain(
      '## never\n\n400 Bad Request: Less <than> "that" & more. Sending the same request again',
    );
  });
});

describe(problemsHtml, () => {
  it.each(codes)('should have the place that a browser scrolls to for %s', (code) => {
    expect(problemsHtml().split(`id="${code}"`)).toHaveLength(2);
  });

  it('should show texts as they are', () => {
    const page = problemsHtml(examples);
    expect(page).toContain('400 Bad Request: Less &lt;than&gt; &quot;that&quot; &amp; more. Sending');
    expect(page).toContain('wait as long as <code>Retry-After</code> says');
    expect(page).not.toContain('`');
  });
});
