import { STATUS_CODES } from 'node:http';
import { PROBLEM_MEDIA_TYPE, PROBLEM_PAGE } from './problem.js';
import { PROBLEMS, type ProblemDefinition } from './registry.js';

type Problems = Readonly<Record<string, ProblemDefinition>>;

const INTRODUCTION = `Every answer that is not a success is a problem document (RFC 9457, \`${PROBLEM_MEDIA_TYPE}\`). Decide by its \`code\`: a code
never changes its meaning, while titles and details are for people and may be reworded. \`errors\` names the parts of the
request that are wrong: \`pointer\` into the body, \`parameter\` or \`header\`. Give the \`requestId\` when you ask for help; it is
in every log line of the request.

The \`type\` of a problem is \`${PROBLEM_PAGE}#\` and its code, wherever the API runs: it names the
problem, and this page explains it. The local gateway has the page at \`/docs/errors.md\`.`;

/** The page that the `type` of every problem points to, as Markdown: one heading, and so one anchor, a code. */
export function problemsMarkdown(problems: Problems = PROBLEMS): string {
  const sections = sorted(problems).map(([code, problem]) => `## ${code}\n\n${sentencesOf(problem)}\n`);
  return ['# Problems\n', `${INTRODUCTION}\n`, ...sections].join('\n');
}

/** The same for a browser, where a `#code` leads to its section. */
export function problemsHtml(problems: Problems = PROBLEMS): string {
  const paragraphs = INTRODUCTION.split('\n\n').map((text) => `<p>${markedUp(text)}</p>`);
  const sections = sorted(problems).map(
    ([code, problem]) =>
      `<h2 id="${escaped(code)}">${escaped(code)}</h2>\n<p>${markedUp(sentencesOf(problem))}</p>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tenfold: problems</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem }
h2 { font: 600 1.1rem ui-monospace, monospace; margin: 2rem 0 0 }
h2:target { background: Mark; color: MarkText }
</style>
</head>
<body>
<h1>Problems</h1>
${[...paragraphs, ...sections].join('\n')}
</body>
</html>
`;
}

function sorted(problems: Problems): [string, ProblemDefinition][] {
  return Object.entries(problems).sort(([a], [b]) => (a < b ? -1 : 1));
}

function sentencesOf({ status, title, retryable }: ProblemDefinition): string {
  const advice = retryable
    ? 'The same request may succeed later: wait as long as `Retry-After` says, or back off.'
    : 'Sending the same request again will not help.';
  return `${status} ${STATUS_CODES[status] ?? ''}: ${title}. ${advice}`;
}

/** Code in backticks is the only mark that the texts have. */
function markedUp(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
