import { importsOf } from './builds.js';

describe(importsOf, () => {
  it('should find static, side effect and dynamic imports, each library once', () => {
    const text = `
      import { newId } from '@tenfold/ids';
      import '@tenfold/observability/register';
      export { Page } from "@tenfold/http";
      const { bucketOf } = await import('@tenfold/ids');
      import { join } from 'node:path';
    `;
    expect(importsOf(text)).toEqual(['ids', 'observability', 'http']);
  });
});
