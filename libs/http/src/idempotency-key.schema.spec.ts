import { idempotencyKeySchema } from './idempotency-key.schema.js';

describe('idempotencyKeySchema', () => {
  it.each(['a', '"8e03978e"', '!~', 'x'.repeat(255)])('should take %j', (key) => {
    expect(idempotencyKeySchema.parse(key)).toBe(key);
  });

  it.each(['', ' ', 'a b', 'a\n', 'é', '\u007f', 'x'.repeat(256), undefined])('should refuse %j', (key) => {
    expect(idempotencyKeySchema.safeParse(key).success).toBe(false);
  });
});
