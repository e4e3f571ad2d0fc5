import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, Conditional, Reads } from '@tenfold/bootstrap';
import { customerIdSchema } from '@tenfold/contracts';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import { CustomersService } from './customers.service.js';
import { customerMonthsSchema, customerSummarySchema } from './dto/customer-summary.dto.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersHttpController {
  constructor(private readonly customers: CustomersService) {}

  /** What a customer has ordered and returned, per currency. */
  @Get(':customerId/summary')
  @ApiOperation({ summary: 'Read the sums of a customer' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: customerSummarySchema, description: 'The summary' })
  @ApiProblems('customer_not_found')
  async summary(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
  ): Promise<string | undefined> {
    return answer.send(await this.customers.summary(principal, customerId));
  }

  /** What a customer has ordered and returned, month by month, the youngest first. Orders come into it moments after they are placed. */
  @Get(':customerId/months')
  @ApiOperation({ summary: 'Read the sums of a customer, month by month' })
  @Allow('customer', 'staff', 'admin')
  @Reads('bounded')
  @ApiOkResponse({ standardSchema: customerMonthsSchema, description: 'Months that have orders' })
  @ApiProblems('customer_not_found')
  async months(
    @Conditional() answer: Answer,
    @CurrentPrincipal() principal: Principal,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
  ): Promise<string | undefined> {
    return answer.send(await this.customers.months(principal, customerId));
  }
}
