'use client';

import type { FormEvent, ReactNode } from 'react';
import { keyIdIn } from './key-in-text';

/** Around a form that searches: a key in it never goes out; the search is for its Key ID in its place. */
export function KeyGuard({ auditUrl, children }: { auditUrl: string; children: ReactNode }) {
  const check = (event: FormEvent) => {
    const texts = [...new FormData(event.target as HTMLFormElement).values()];
    const keyId = texts.map((text) => (typeof text === 'string' ? keyIdIn(text) : null)).find(Boolean);
    if (!keyId) return;
    event.preventDefault();
    location.assign(`${auditUrl}?keyId=${keyId}`);
  };
  return <div onSubmitCapture={check}>{children}</div>;
}
