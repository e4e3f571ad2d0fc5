declare module 'pg/lib/utils.js' {
  const utils: { readonly prepareValue: (value: unknown) => string | Buffer | null };
  // eslint-disable-next-line no-restricted-syntax -- to an ES module, a CommonJS one is its default export
  export { utils as default };
}
