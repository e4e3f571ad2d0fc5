import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, ApiProblems, CACHE, Conditional, Reads, RequestHeader } from '@tenfold/bootstrap';
import { skuSchema } from '@tenfold/contracts';
import { Allow, Public } from '@tenfold/identity';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CatalogueService, etagOf } from './catalogue.service.js';
import {
  bringListingsSchema,
  broughtSchema,
  listingSchema,
  putListingSchema,
  type BringListings,
  type Brought,
  type Listing,
  type PutListing,
} from './dto/listing.dto.js';

const ifMatchSchema = z.string().max(200).optional().describe('Write only this state of the product');

@ApiTags('catalogue')
@Controller('v1/order-items/catalogue')
export class CatalogueHttpController {
  constructor(private readonly catalogue: CatalogueService) {}

  /** What a product is called and costs. Spellings of the stock code that differ in case are one product. */
  @Get(':sku')
  @ApiOperation({ summary: 'Read a product of the catalogue' })
  @Public()
  @Reads('eventual')
  @ApiOkResponse({ standardSchema: listingSchema, description: 'The product' })
  @ApiProblems('product_not_found')
  async get(
    @Conditional() answer: Answer,
    @Param('sku', { schema: skuSchema }) sku: string,
  ): Promise<string | undefined> {
    return answer.send(await this.catalogue.get(sku), CACHE.shared);
  }

  /** Writes a product, new or not. Orders that were placed keep the price that they were placed at. */
  @Put(':sku')
  @ApiOperation({ summary: 'Write a product of the catalogue' })
  @Allow('shop', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: listingSchema, description: 'The product as it is now' })
  @ApiProblems('precondition_failed')
  async put(
    @Param('sku', { schema: skuSchema }) sku: string,
    @RequestHeader('If-Match', ifMatchSchema) ifMatch: string | undefined,
    @Body({ schema: putListingSchema }) body: PutListing,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Listing> {
    const listing = await this.catalogue.put(sku, ifMatch, body);
    void reply.header('etag', etagOf(listing));
    return listing;
  }

  /** Brings in products as they were at some time, in bulk; sent again it changes nothing. */
  @Put()
  @ApiOperation({ summary: 'Bring products of another system into the catalogue' })
  @Allow('shop', 'staff', 'admin')
  @ApiOkResponse({ standardSchema: broughtSchema, description: 'How many of them have changed' })
  async bring(@Body({ schema: bringListingsSchema }) body: BringListings): Promise<Brought> {
    return this.catalogue.bring(body);
  }
}
