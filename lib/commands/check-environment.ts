import { environment } from '@/lib/env';
import { readFiles } from '@/lib/start';

/**
 * Part of the build on Vercel, where there is no start that could refuse.
 * @throws EnvironmentError where the environment, or a file that it names, is wrong.
 */
export default function run(): void {
  environment();
  readFiles();
}
