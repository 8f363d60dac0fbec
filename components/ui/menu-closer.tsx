'use client';

import { useEffect } from 'react';

/** Folds open menus in on Escape, which gives the focus back, and when one clicks or moves elsewhere. */
export function MenuCloser() {
  useEffect(() => {
    const close = (event: Event) => {
      for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
        if (event instanceof KeyboardEvent ? event.key === 'Escape' : !menu.contains(event.target as Node)) {
          if (event instanceof KeyboardEvent && menu.contains(document.activeElement)) menu.querySelector('summary')?.focus();
          menu.open = false;
        }
      }
    };
    const events = ['keydown', 'pointerdown', 'focusin'] as const;
    for (const name of events) document.addEventListener(name, close);
    return () => events.forEach((name) => document.removeEventListener(name, close));
  }, []);
  return null;
}
