import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequestHeader } from '@tenfold/bootstrap';
import { Allow, CurrentPrincipal, type Principal } from '@tenfold/identity';
import {
  importOrdersSchema,
  importResultsSchema,
  type ImportOrders,
  type ImportResult,
} from './dto/import-orders.dto.js';
import { z } from 'zod';
import { ImportsService } from './imports.service.js';

/** Refused by name, for a key that is ignored promises what nobody keeps. */
const noKeySchema = z
  .string()
  .max(0, { error: 'is not taken here: source and externalReference of each order are its key' })
  .optional()
  .describe('Not taken: source and externalReference of each order are its key');

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
    @RequestHeader('Idempotency-Key', noKeySchema) _key: string | undefined,
    @Body({ schema: importOrdersSchema }) body: ImportOrders,
  ): Promise<{ results: ImportResult[] }> {
    return { results: await this.imports.import(principal, body) };
  }
}
