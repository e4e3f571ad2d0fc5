export { ifMatch, ifNoneMatch, requireIfMatch, strongEtag } from './conditional.js';
export { CursorCodec, type CursorValue } from './cursor-codec.js';
export { idSchema } from './id.schema.js';
export { idempotencyKeySchema } from './idempotency-key.schema.js';
export { jsonPointer } from './json-pointer.js';
export { nextLink } from './next-link.js';
export { cutPage, pageQuery, pageSchema, type FoundRows, type Page } from './page.js';
export { CONSISTENCY_HEADER, ConsistencyMemory } from './consistency-memory.js';
export * from './fields.js';
