import { after } from 'next/server';
import { flushRefused } from '@/lib/core/refused/buffer';
import { flushUses } from '@/lib/core/usage/buffer';
import { environment } from '@/lib/env';

/** On Vercel, where nothing runs between requests, has what was counted written once this one is answered; elsewhere that has its own time. */
export function writeCounted(): void {
  if (environment().VERCEL) after(() => Promise.all([flushUses(), flushRefused()]));
}
