import { Injectable } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { bucketOf } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { CustomersNaive } from './customers.naive.js';
import { CustomersRepository } from './customers.repository.js';
import type { CustomerMonths, CustomerSummary } from './dto/customer-summary.dto.js';

/** A customer is known by his orders; whoever has none is as unknown as a stranger. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly naive: CustomersNaive,
    private readonly strategies: Strategies,
  ) {}

  async summary(principal: Principal, customerId: string): Promise<CustomerSummary> {
    const currencies = await this.sourceFor(principal, customerId).summary(bucketOf(customerId), customerId);
    if (currencies.length === 0) throw new AppError('customer_not_found');
    return { customerId, currencies };
  }

  async months(principal: Principal, customerId: string): Promise<CustomerMonths> {
    const months = await this.sourceFor(principal, customerId).monthsOf(bucketOf(customerId), customerId);
    if (months.length === 0) throw new AppError('customer_not_found');
    return { customerId, months };
  }

  private sourceFor(principal: Principal, customerId: string): CustomersRepository | CustomersNaive {
    if (!ownsOrHasRole(principal, customerId, 'staff', 'admin')) throw new AppError('customer_not_found');
    return this.strategies.isOn('preaggregate') ? this.customers : this.naive;
  }
}
