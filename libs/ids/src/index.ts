export { BUCKETS, bucketOf } from './bucket.js';
export {
  bucketOfId,
  firstIdOfMs,
  firstIdSince,
  ID_PATTERN,
  isId,
  MAX_ID_TIME,
  newId,
  timeOfId,
} from './id.js';
