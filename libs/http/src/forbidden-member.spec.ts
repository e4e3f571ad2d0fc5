import { forbiddenMember } from './forbidden-member.js';

const of = (text: string): readonly string[] | undefined => forbiddenMember(JSON.parse(text));

describe(forbiddenMember, () => {
  it.each([
    ['{"__proto__":1}', ['__proto__']],
    ['{"a":[0,{"b":{"__proto__":null}}]}', ['a', '1', 'b', '__proto__']],
    ['[[],[{"constructor":{"prototype":{}}}]]', ['1', '0', 'constructor']],
    ['{"\\u005f_proto__":{}}', ['__proto__']],
    ['{"a":{"x":{"__proto__":1}},"__proto__":2}', ['a', 'x', '__proto__']],
  ])('should find the first name that changes prototypes in %s', (text, path) => {
    expect(of(text)).toEqual(path);
  });

  it.each([
    '"__proto__"',
    '["__proto__", null, 7]',
    '{"constructor":"x","prototype":{}}',
    '{"constructor":{"name":"x"}}',
    '{"constructor":["prototype"]}',
    '{"proto":{"toString":1,"hasOwnProperty":2}}',
  ])('should find none in %s', (text) => {
    expect(of(text)).toBeUndefined();
  });

  it('should go as deep as a body can be nested', () => {
    const depth = 200_000;
    const path = of(`${'['.repeat(depth)}{"__proto__":1}${']'.repeat(depth)}`);
    expect(path?.length).toBe(depth + 1);
    expect(path?.at(-1)).toBe('__proto__');
  });
});
