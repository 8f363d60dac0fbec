import type { ReactNode } from 'react';

/** A list that folds out, without JavaScript too; the page's one `MenuCloser` folds it in again. */
export function Menu({ label, summary, align = 'end', children }: { label: string; summary: ReactNode; align?: 'start' | 'end'; children: ReactNode }) {
  return (
    <details data-menu className="relative">
      <summary aria-label={label} className="flex min-h-9 items-center gap-2 rounded-md px-2.5 py-1.5 text-ink-soft hover:bg-raised hover:text-ink">
        {summary}
      </summary>
      <div className={`menu ${align === 'end' ? 'end-0' : 'start-0'}`}>{children}</div>
    </details>
  );
}

export function MenuLink({ href, current, children }: { href: string; current?: boolean; children: ReactNode }) {
  return (
    <a href={href} aria-current={current ? 'true' : undefined}>
      {children}
    </a>
  );
}

/** Sends the form around it, or the one that `form` names. */
export function MenuButton({ current, children, ...rest }: { form?: string; name?: string; value?: string; current?: boolean; lang?: string; children: ReactNode }) {
  return (
    <button type="submit" aria-current={current ? 'true' : undefined} {...rest}>
      {children}
    </button>
  );
}
