import { startApp } from './app';

/** Builds the app, where that is needed, before the workers start theirs at the same time. */
export default async function prepare(): Promise<void> {
  const app = await startApp();
  await app.stop();
  app.clear();
}
