/** Why a migration cannot begin, in words for whoever runs it: where in the code it happened would tell him nothing. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
