import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '@tenfold/bootstrap';
import { customerIdSchema } from '@tenfold/contracts';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import { ApiConditional, answer, type HttpReply, type HttpRequest } from '../http-answer.js';
import { CustomersService } from './customers.service.js';
import { customerSummarySchema } from './dto/customer-summary.dto.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersHttpController {
  constructor(private readonly customers: CustomersService) {}

  /** What a customer has ordered and returned, per currency. */
  @Get(':customerId/summary')
  @ApiConditional()
  @Allow('customer', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: customerSummarySchema, description: 'The summary' })
  @ApiProblems('customer_not_found')
  async summary(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @CurrentPrincipal() principal: Principal,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
  ): Promise<string | undefined> {
    return answer(request, reply, await this.customers.summary(principal, customerId));
  }
}
