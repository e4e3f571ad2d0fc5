import fc from 'fast-check';
import { ExpositionReader, type Snapshot } from './exposition.js';

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,9}$/);
const labels = fc.dictionary(name, fc.string({ unit: 'binary' }), { maxKeys: 3 });
const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Infinity, 0));
const samples = fc.uniqueArray(fc.record({ name, labels, value }), {
  selector: (sample) => JSON.stringify([sample.name, Object.entries(sample.labels).sort()]),
});
type Sample = typeof samples extends fc.Arbitrary<(infer S)[]> ? S : never;

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
const written = (sample: Sample): string => {
  const pairs = Object.entries(sample.labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const number = String(sample.value).replace('Infinity', 'Inf');
  return `${sample.name}{${pairs.join(',')}} ${number}`;
};
const read = (snapshot: Snapshot): Sample[] =>
  [...snapshot].flatMap(([metric, series]) =>
    [...series].map(([{ labels }, value]) => ({ name: metric, labels: { ...labels }, value })),
  );
const sorted = (list: readonly Sample[]): string[] => list.map((sample) => JSON.stringify(sample)).sort();

describe(ExpositionReader, () => {
  it('should read back whatever was written', () => {
    fc.assert(
      fc.property(samples, (list) => {
        const text = list.map(written).join('\n');
        expect(sorted(read(new ExpositionReader().read(text)))).toEqual(sorted(list));
      }),
    );
  });

  it('should pass over whatever is no sample', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const all = read(new ExpositionReader().read(`${text}\nup 1`));
        expect(all.at(-1)).toEqual({ name: 'up', labels: {}, value: 1 });
      }),
    );
  });
});
