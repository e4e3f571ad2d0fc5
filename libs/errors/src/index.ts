export { AppError, type AppErrorOptions, type FieldError } from './app-error.js';
export {
  fromRemoteError,
  PROBLEM_MEDIA_TYPE,
  PROBLEM_PAGE,
  problemSchema,
  remoteErrorSchema,
  toAppError,
  toProblem,
  toRemoteError,
  type Problem,
  type RemoteError,
} from './problem.js';
export { problemsHtml, problemsMarkdown } from './problems-page.js';
export { isProblemCode, PROBLEMS, type ProblemCode, type ProblemDefinition } from './registry.js';
