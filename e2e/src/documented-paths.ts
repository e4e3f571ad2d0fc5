import type { Role } from '@tenfold/identity';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly 'x-roles'?: readonly Role[];
}
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const SERVICES = join(import.meta.dirname, '../../services');

/** What the services' committed documents say: an ingress, unlike the gateway, has no document of its own to ask for. */
export function documentedPaths(): Paths {
  const documents = readdirSync(SERVICES).map(
    (service) =>
      JSON.parse(readFileSync(join(SERVICES, service, 'openapi.json'), 'utf8')) as { readonly paths: Paths },
  );
  return Object.assign({}, ...documents.map(({ paths }) => paths)) as Paths;
}
