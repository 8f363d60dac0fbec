'use client';

import { useState } from 'react';
import type { FormState } from '@/lib/transport/action';

/** Grows with every answer: React puts a sent form's inputs back, and only new ones start from what was typed. */
export function useAttempt(state: FormState<unknown>): number {
  const [seen, setSeen] = useState({ state, attempt: 0 });
  if (seen.state === state) return seen.attempt;
  setSeen({ state, attempt: seen.attempt + 1 });
  return seen.attempt + 1;
}
