import { problemsMarkdown } from '@tenfold/errors';
import type { GeneratedFile } from './generated-file.js';

const HEADING = '# Problems\n';
const ORIGIN = 'Generated from `libs/errors/src/registry.ts` by `node libs/codegen/dist/main.js`.\n';

/** The page of all problems, which the gateway has too, and where this one comes from. */
export function errorsPage(): GeneratedFile {
  return { path: 'docs/errors.md', content: problemsMarkdown().replace(HEADING, `${HEADING}\n${ORIGIN}`) };
}
