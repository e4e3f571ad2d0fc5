import { SetMetadata } from '@nestjs/common';

export const LANE_METADATA = 'tenfold:lane';

/**
 * Lets the finished answers of this route be kept in front of the framework, for everybody and under their URL. Only for a public GET
 * whose answer depends on its URL alone and is made of nothing but reads through the cache: they say until when it may be repeated.
 */
export const Lane = (): MethodDecorator => SetMetadata(LANE_METADATA, true);
