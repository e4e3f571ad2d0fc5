import { resolve } from 'node:path';

/** The repository's folder. This file lies in libs/cli/src or, compiled, in libs/cli/dist: three levels below it. */
export const ROOT = resolve(import.meta.dirname, '../../..');
