import { parseArgs } from 'node:util';
import { Failure } from '../output/failure.js';
import { mainProfile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { SERVICES } from '../stack/service-names.js';
import { keepMonths } from '../stack/services.js';

export async function partitions(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { keep: { type: 'string' }, before: { type: 'string' }, service: { type: 'string' } },
  });
  const [verb = 'report'] = positionals;
  const wrong = problemOf(verb, values);
  if (wrong !== undefined) throw new Failure(`tenfold partitions: ${wrong}`, 2);
  const services = SERVICES.filter((service) => service === (values.service ?? service));
  if (services.length === 0)
    throw new Failure(`tenfold partitions: there is no service "${values.service}"`, 2);

  const profile = mainProfile();
  const secrets = openSecrets(profile);
  const words = [verb, ...(values.before === undefined ? [] : ['--before', values.before])];
  const retention: Record<string, string> =
    values.keep === undefined ? {} : { RETENTION_MONTHS: values.keep };
  let done = true;
  for (const service of services)
    done = (await keepMonths(profile, secrets, service, words, retention)) && done;
  return done ? 0 : 1;
}

function problemOf(verb: string, { keep, before }: { keep?: string; before?: string }): string | undefined {
  if (!['report', 'detach', 'drop'].includes(verb)) return `"${verb}" is none of report, detach, drop`;
  if (verb === 'detach' && !/^[1-9]\d{0,2}$/.test(keep ?? ''))
    return 'detach wants --keep MONTHS, at least 1';
  if (verb === 'drop' && !/^\d{4}-(0[1-9]|1[0-2])$/.test(before ?? '')) return 'drop wants --before YYYY-MM';
  return undefined;
}
