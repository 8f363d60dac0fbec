'use server';

import type { Revealed } from '@/lib/core/keys/key';
import { openHandover } from '@/lib/core/handovers/open';
import { submit, type FormState } from '@/lib/transport/action';

export type Opened = { id: string; name: string; revealed: Revealed };

export async function openHandoverAction(_state: FormState<Opened>, form: FormData): Promise<FormState<Opened>> {
  return submit(openHandover, form, ({ token }) => ({ token }));
}
