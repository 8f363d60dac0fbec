'use client';

import { useEffect } from 'react';

/** Folds open menus in on Escape, which gives the focus back, and when one clicks or moves elsewhere; opens them upwards where the window ends below. */
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
    document.addEventListener('toggle', turn, true);
    const events = ['keydown', 'pointerdown', 'focusin'] as const;
    for (const name of events) document.addEventListener(name, close);
    return () => {
      document.removeEventListener('toggle', turn, true);
      for (const name of events) document.removeEventListener(name, close);
    };
  }, []);
  return null;
}

/** Upwards where the list would not end within the window, and there is room for it above; else scrolls to its end. */
function turn({ target }: Event) {
  if (!(target instanceof HTMLDetailsElement) || !target.matches('.menu')) return;
  delete target.dataset.up;
  const list = target.lastElementChild!;
  const { bottom, height } = list.getBoundingClientRect();
  if (!target.open || bottom <= innerHeight) return;
  if (target.getBoundingClientRect().top > height) target.dataset.up = '';
  else list.scrollIntoView({ block: 'nearest' });
}
