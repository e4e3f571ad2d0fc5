import { replaceBetween } from './markers.js';

const readme = '# x\n\n<!-- env:begin -->\nold\n<!-- env:end -->\n\nrest\n';

describe('replaceBetween', () => {
  it('should replace what stands between the markers and leave the rest', () => {
    expect(replaceBetween(readme, 'env', 'new\n', 'README.md')).toBe(
      '# x\n\n<!-- env:begin -->\n\nnew\n\n<!-- env:end -->\n\nrest\n',
    );
  });

  it('should change nothing the second time', () => {
    const once = replaceBetween(readme, 'env', '$& new', 'README.md');
    expect(replaceBetween(once, 'env', '$& new', 'README.md')).toBe(once);
  });

  it.each(['', '<!-- env:end -->\n<!-- env:begin -->\n', '<!-- env:begin -->\n'])(
    'should name the file whose markers are missing or in the wrong order: %j',
    (text) => {
      expect(() => replaceBetween(text, 'env', 'new', 'README.md')).toThrow('README.md lacks the lines');
    },
  );
});
