import { AppError } from '@tenfold/errors';

export function keyReused(): AppError {
  return new AppError('idempotency_key_reused', {
    detail: 'this key belongs to a request with another body; use a new key for a new request',
    errors: [
      { header: 'Idempotency-Key', code: 'idempotency_key_reused', detail: 'belongs to another request' },
    ],
  });
}

export function keyInUse(): AppError {
  return new AppError('idempotency_key_in_use', {
    detail: 'the first request with this key has not ended; repeat yours in a moment',
    headers: { 'retry-after': '1' },
  });
}
