import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { ReadIntent } from '@tenfold/database';

export const READS_METADATA = 'tenfold:reads';
/** Of an operation in the OpenAPI document. */
export const READS_EXTENSION = 'x-read-intent';

/**
 * How old this route's answer may be, and with that, whether a replica may give it. Only for a GET that shows and decides nothing; a
 * route without it reads fresh.
 */
export const Reads = (intent: Exclude<ReadIntent, 'fresh'>): MethodDecorator =>
  applyDecorators(SetMetadata(READS_METADATA, intent), ApiExtension(READS_EXTENSION, intent));
