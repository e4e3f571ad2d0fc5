import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import {
  importOrdersSchema,
  importResultsSchema,
  type ImportOrders,
  type ImportResult,
} from './dto/import-orders.dto.js';
import { ImportsService } from './imports.service.js';

@ApiTags('imports')
@Controller('v1/orders/imports')
export class ImportsHttpController {
  constructor(private readonly imports: ImportsService) {}

  /**
   * Takes over finished orders from elsewhere, with the times they had there. Each is answered by itself, in the order sent;
   * one that is known already (by source and reference) is left as it is.
   */
  @Post()
  @ApiOperation({ summary: 'Import orders of another system, in bulk' })
  @HttpCode(200)
  @Allow('admin')
  @ApiOkResponse({ standardSchema: importResultsSchema, description: 'What became of each order' })
  async import(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: importOrdersSchema }) body: ImportOrders,
  ): Promise<{ results: ImportResult[] }> {
    return { results: await this.imports.import(principal, body) };
  }
}
