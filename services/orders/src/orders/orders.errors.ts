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
