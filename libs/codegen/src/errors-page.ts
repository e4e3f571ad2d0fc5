import { STATUS_CODES } from 'node:http';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemDefinition } from '@tenfold/errors';
import type { GeneratedFile } from './generated-file.js';

/** The page that the `type` of every problem points to: one heading, and so one anchor, a code. */
export function errorsPage(problems: Readonly<Record<string, ProblemDefinition>> = PROBLEMS): GeneratedFile {
  const sections = Object.entries(problems)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, problem]) => section(code, problem));
  return { path: 'docs/errors.md', content: [INTRODUCTION, ...sections].join('\n') };
}

const INTRODUCTION = `# Problems

Generated from \`libs/errors/src/registry.ts\` by \`node libs/codegen/dist/main.js\`.

Every answer that is not a success is a problem document (RFC 9457, \`${PROBLEM_MEDIA_TYPE}\`). Decide by its \`code\`: a code
never changes its meaning, while titles and details are for people and may be reworded. \`errors\` names the parts of the
request that are wrong: \`pointer\` into the body, \`parameter\` or \`header\`. Give the \`requestId\` when you ask for help; it is
in every log line of the request.
`;

function section(code: string, { status, title, retryable }: ProblemDefinition): string {
  const advice = retryable
    ? 'The same request may succeed later: wait as long as `Retry-After` says, or back off.'
    : 'Sending the same request again will not help.';
  return `## ${code}\n\n${status} ${STATUS_CODES[status] ?? ''}: ${title}. ${advice}\n`;
}
