'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Tells the server the browser's time zone, so that dates are the reader's own from then on. */
export function TimeZone({ cookie, known }: { cookie: string; known: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone === known || !zone) return;
    document.cookie = `${cookie}=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }, [cookie, known, router]);
  return null;
}
