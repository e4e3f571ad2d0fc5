import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasData, markCounted, uncounted } from './counted-sums.js';
import { mainProfile } from './profile.js';
import { SERVICES } from './service-names.js';

describe(uncounted, () => {
  const directory = mkdtempSync(join(tmpdir(), 'tenfold-counted-'));
  const profile = { ...mainProfile(), directory };
  afterAll(() => rmSync(directory, { recursive: true }));

  it('should name every service until its data was counted with the sums of this release', () => {
    expect(hasData(profile)).toBe(false);
    mkdirSync(join(directory, 'data'));
    expect(hasData(profile)).toBe(true);
    expect(uncounted(profile)).toEqual(SERVICES);
    for (const service of SERVICES) markCounted(profile, service);
    expect(uncounted(profile)).toEqual([]);
    writeFileSync(join(directory, 'data', 'order-items.counted'), '1');
    expect(uncounted(profile)).toEqual(['order-items']);
  });
});
