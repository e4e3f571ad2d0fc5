import { NODE_ARGUMENTS } from '@tenfold/config';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

describe('Dockerfile', () => {
  it('should start Node as every process of ours is started', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../Dockerfile'), 'utf8');
    const command = /^CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]';
    expect(JSON.parse(command)).toEqual(['node', ...NODE_ARGUMENTS, 'service/dist/main.js']);
  });
});
