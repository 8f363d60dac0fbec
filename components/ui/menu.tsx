'use client';

import { useEffect, useRef, type ReactNode } from 'react';

/** A list that folds out; without JavaScript too. Escape and a click elsewhere fold it in again. */
export function Menu({ label, summary, align = 'end', children }: { label: string; summary: ReactNode; align?: 'start' | 'end'; children: ReactNode }) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const details = element.current;
      if (!details?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        if (details.contains(document.activeElement)) details.querySelector('summary')?.focus();
        details.open = false;
      } else if (!details.contains(event.target as Node)) {
        details.open = false;
      }
    };
    const events = ['keydown', 'pointerdown', 'focusin'] as const;
    for (const name of events) document.addEventListener(name, close);
    return () => events.forEach((name) => document.removeEventListener(name, close));
  }, []);
  return (
    <details ref={element} className="relative">
      <summary aria-label={label} className="flex min-h-9 items-center gap-2 rounded-md px-2.5 py-1.5 text-ink-soft hover:bg-raised hover:text-ink">
        {summary}
      </summary>
      <div className={`absolute z-30 mt-1 max-h-[70dvh] min-w-48 overflow-y-auto rounded-lg border border-line bg-surface p-1.5 shadow-xl ${align === 'end' ? 'end-0' : 'start-0'}`}>
        {children}
      </div>
    </details>
  );
}

/** The classes of an item, for what must be an element of its own. */
export const menuLook = 'flex w-full items-center gap-2 rounded-md px-2.5 py-2 text-start hover:bg-raised aria-[current=true]:font-semibold';

export function MenuLink({ href, current, children }: { href: string; current?: boolean; children: ReactNode }) {
  return (
    <a href={href} aria-current={current ? 'true' : undefined} className={menuLook}>
      {children}
    </a>
  );
}

export function MenuButton({ current, children, ...rest }: { name?: string; value?: string; current?: boolean; lang?: string; children: ReactNode }) {
  return (
    <button type="submit" aria-current={current ? 'true' : undefined} className={menuLook} {...rest}>
      {children}
    </button>
  );
}
