import { StartProblem } from '@/db/problems';

const least = 15;

/** The passphrase of an export, from the environment: an argument would stand in the list of processes. */
export function passphrase(): string {
  const given = process.env.EXPORT_PASSPHRASE ?? '';
  if (given.length < least) throw new StartProblem(`EXPORT_PASSPHRASE is ${given.length === 0 ? 'unset' : `${given.length} characters (hidden)`}, and should be at least ${least} characters.`);
  return given;
}
