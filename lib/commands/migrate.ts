import { environment } from '../env';
import { withDatabase } from '../operator';
import { migrated } from '../start';

/** `npm run migrate`: brings the database up to date and ends. */
export default async function run(): Promise<void> {
  await withDatabase((database) => migrated(database, environment()));
  console.log('The database is up to date.');
}
