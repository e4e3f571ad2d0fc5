import { newId } from '@tenfold/ids';
import { ApiClient, mintToken, variable } from '@tenfold/testing';
import { documentedPaths } from './documented-paths.js';

// Every documented GET, through the gateway: each lets its reader choose, and names what is not there to choose.

const pathOf = (template: string): string =>
  template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    name === 'position' || name === 'lineNo' ? '1' : newId(7),
  );

describe('fields=', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const reads = Object.entries(documentedPaths()).flatMap(([path, { get }]) =>
    get?.responses['200']?.content?.['application/json'] === undefined ? [] : [{ path, operation: get }],
  );

  it('should be a parameter of every GET that answers JSON', () => {
    expect(reads.length).toBeGreaterThan(15);
    const without = reads.filter(
      ({ operation }) => !operation.parameters?.some((one) => one.name === 'fields' && one.in === 'query'),
    );
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it('should be refused by name where it names what there is not', async () => {
    for (const { path, operation } of reads) {
      const [role] = operation['x-roles'] ?? [];
      const token = role === undefined ? undefined : await mintToken('nobody', role);
      const { status, body } = await api.call<{ errors: { parameter?: string }[] }>(
        `${pathOf(path)}?fields=noSuchMember`,
        token === undefined ? {} : { token },
      );
      const named = body.errors.some(({ parameter }) => parameter === 'fields');
      expect({ path, status, named }).toEqual({ path, status: 400, named: true });
    }
  });
});
