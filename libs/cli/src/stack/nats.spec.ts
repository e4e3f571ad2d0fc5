import { natsConfig, syncsEachWrite } from './nats.js';

const AT = { listen: '127.0.0.1:4290', monitor: '127.0.0.1:8290' };

describe(natsConfig, () => {
  it('should quote the store directory, which may hold blanks', () => {
    expect(natsConfig(AT, '/home/a b/data', true)).toContain('store_dir: "/home/a b/data"');
  });

  it('should name sync_interval only where the server knows it', () => {
    expect(natsConfig(AT, '/data', true)).toContain('sync_interval: always');
    expect(natsConfig(AT, '/data', false)).not.toContain('sync_interval');
  });
});

describe(syncsEachWrite, () => {
  it.each([
    ['2.9.10', false],
    ['2.10.0', true],
    ['2.15.1', true],
  ])('should judge %s by its version', (version, expected) => {
    expect(syncsEachWrite({ kind: 'program', path: '/nats-server', version, origin: 'PATH' })).toBe(expected);
  });
});
