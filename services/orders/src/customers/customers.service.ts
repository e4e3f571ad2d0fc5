import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { bucketOf } from '@tenfold/ids';
import { CustomersRepository } from './customers.repository.js';
import type { CustomerSummary } from './dto/customer-summary.dto.js';

@Injectable()
export class CustomersService {
  constructor(private readonly customers: CustomersRepository) {}

  /** A customer is known by his orders; whoever has none is as unknown as a stranger. */
  async summary(principal: Principal, customerId: string): Promise<CustomerSummary> {
    if (!ownsOrHasRole(principal, customerId, 'staff', 'admin')) throw new AppError('customer_not_found');
    const currencies = await this.customers.summary(bucketOf(customerId), customerId);
    if (currencies.length === 0) throw new AppError('customer_not_found');
    return { customerId, currencies };
  }
}
