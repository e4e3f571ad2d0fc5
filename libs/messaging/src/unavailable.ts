import { AppError } from '@tenfold/errors';

/** No answer on a subject, and none to be expected at once. */
export function unavailable(subject: string, cause: unknown): AppError {
  return new AppError('dependency_unavailable', {
    headers: { 'retry-after': '1' },
    cause: new Error(`no answer on ${subject}`, { cause }),
  });
}
