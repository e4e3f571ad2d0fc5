import { groupsOf } from './rules.js';

function rule(name: string, group: string): string {
  return `kind: PrometheusRule\nmetadata: { name: ${name} }\nspec: { groups: [{ name: ${group}, rules: [] }] }\n`;
}

describe(groupsOf, () => {
  it('should take the groups of every PrometheusRule and of nothing else', () => {
    const text = [
      rule('quiz', 'http'),
      'kind: ConfigMap\nspec: { groups: [] }\n',
      '',
      rule('nats', 'streams'),
    ];
    expect(groupsOf(text.join('---\n')).map(({ name }) => name)).toEqual(['http', 'streams']);
  });

  it('should tell groups of one name apart, which one file may not have twice', () => {
    const text = `${rule('quiz', 'http')}---\n${rule('orders', 'http')}`;
    expect(groupsOf(text).map(({ name }) => name)).toEqual(['quiz/http', 'orders/http']);
  });
});
