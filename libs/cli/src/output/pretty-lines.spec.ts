import { prettyLines } from './pretty-lines.js';

describe(prettyLines.name, () => {
  it('should show lines of JSON for reading, a line each, and leave all others alone', () => {
    const event = {
      level: 'info',
      time: '2026-01-02T03:04:05Z',
      pid: 1,
      service: 'orders',
      rows: 3,
      msg: 'request',
    };
    const [first, ...others] = prettyLines(`${JSON.stringify(event)}\nNode.js v24\n{broken`).split('\n');
    expect(first).toMatch(/^\[\d\d:\d\d:05\.000] .*INFO.*: request .*"rows":3/);
    expect(first).not.toContain('orders');
    expect(others).toEqual(['Node.js v24', '{broken']);
  });
});
