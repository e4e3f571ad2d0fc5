import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from './profile.js';
import { SERVICES, type ServiceName } from './service-names.js';

export interface Secrets {
  readonly adminPassword: string;
  /** Of the role by which replicas follow their primaries. */
  readonly replicationPassword: string;
  /** Of the role by which poolers look up who may log in. */
  readonly poolerPassword: string;
  readonly cursorSecret: string;
  readonly databasePasswords: Readonly<Record<ServiceName, string>>;
}

/** Reads the stack's passwords, or makes them up on the first start; what an older version did not know yet is added. */
export function openSecrets({ directory }: Profile): Secrets {
  const file = join(directory, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  if (isComplete(known)) return known;
  const secrets: Secrets = {
    adminPassword: random(),
    replicationPassword: random(),
    poolerPassword: random(),
    cursorSecret: random(),
    databasePasswords: Object.fromEntries(SERVICES.map((name) => [name, random()])) as Record<
      ServiceName,
      string
    >,
    ...known,
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.draft`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.draft`, file);
  return secrets;
}

const NAMES = [
  'adminPassword',
  'replicationPassword',
  'poolerPassword',
  'cursorSecret',
  'databasePasswords',
] as const;

function isComplete(secrets: Partial<Secrets>): secrets is Secrets {
  return NAMES.every((name) => secrets[name] !== undefined);
}

/** 40 characters that need no quoting in a URL, a file or a shell. */
function random(): string {
  return randomBytes(30).toString('base64url');
}
