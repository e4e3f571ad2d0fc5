import { AppError } from '@tenfold/errors';

export function orderNotFound(): AppError {
  return new AppError('order_not_found');
}

export function customerNotFound(): AppError {
  return new AppError('customer_not_found');
}

export function orderChanged(): AppError {
  return new AppError('precondition_failed', {
    detail: 'the order has changed since you read it; read it again and decide on its present state',
    errors: [{ header: 'If-Match', code: 'precondition_failed', detail: 'names another state' }],
  });
}

/** A customer's total is kept in 64 bits: 922,337 of the largest orders fit. */
export function customerTotalOutOfRange(pointer = '/lines'): AppError {
  const detail = `the total of a customer would pass ${2n ** 63n - 1n} minor units`;
  return new AppError('validation_failed', {
    detail,
    errors: [{ pointer, code: 'customer_total_out_of_range', detail }],
  });
}
