export { chooseCodings, CODINGS, type Coding, type CodingChoice } from './accept-encoding.js';
export { encoder } from './encode.js';
export { codingEtag, ifMatch, ifNoneMatch, requireIfMatch, strongEtag } from './conditional.js';
export { CursorCodec, type CursorValue } from './cursor-codec.js';
export { forbiddenMember } from './forbidden-member.js';
export { hmacSha256, type Hmac } from './hmac.js';
export { idSchema } from './id.schema.js';
export { idempotencyKeySchema } from './idempotency-key.schema.js';
export { jsonPointer } from './json-pointer.js';
export { pageLinks } from './page-links.js';
export { mapPage, pageQuery, pageSchema, pageText, type Page } from './page.js';
export {
  readAll,
  readFrom,
  readPage,
  type Direction,
  type FoundRows,
  type PageRequest,
  type Place,
} from './read-page.js';
export { CONSISTENCY_HEADER, ConsistencyMemory } from './consistency-memory.js';
export * from './fields.js';
export * from './expand.js';
export { Representation, type BodyUse } from './representation.js';
export { isVisible, visibleForm, withoutInvisible } from './visible-text.js';
export { answerBrokenRequest } from './front/broken-requests.js';
export { corsOf, isOrigin, VARY_ORIGIN, type Cors } from './front/cors.js';
export { createFrontDoor } from './front/front-door.js';
export { corsEnvShape } from './front/cors-env.js';
