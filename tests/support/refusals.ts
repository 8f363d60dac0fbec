import { isRefusal } from '@/lib/core/refusal';

/** All that a refusal says; the refused must not have been done. */
export async function refusalOf(attempt: Promise<unknown>) {
  try {
    await attempt;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { reason, problem, fields, retryAfter, message } = error;
    return { reason, problem, fields, retryAfter, message };
  }
  throw new Error('it was not refused');
}

/** The reason of the refusal; null when it was done. */
export async function outcome(attempt: Promise<unknown>): Promise<string | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    if (isRefusal(error)) return error.reason;
    throw error;
  }
}
