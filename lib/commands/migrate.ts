import { withDatabase } from '../operator';

/** `npm run migrate`: brings the database up to date and ends. */
export default async function run(): Promise<void> {
  await withDatabase((database) => database.migrate());
  console.log('The database is up to date.');
}
