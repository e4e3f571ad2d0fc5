import { AppError } from '@tenfold/errors';

/** The same for a quiz that does not exist, is a draft, is archived or is somebody else's. */
export function quizNotFound(): AppError {
  return new AppError('quiz_not_found');
}

/** Another writer was between our read and our write. */
export function overtaken(code: 'conflict' | 'precondition_failed' = 'precondition_failed'): AppError {
  return new AppError(code, { detail: 'the quiz was changed at the same moment' });
}

export function stateConflict(detail: string): AppError {
  return new AppError('quiz_state_conflict', { detail });
}
