import { AppError } from '@tenfold/errors';

/** The same for an attempt that does not exist and for somebody else's. */
export function attemptNotFound(): AppError {
  return new AppError('attempt_not_found');
}
