import type { ReactNode } from 'react';

/** A list that folds out, without JavaScript too; the page's one `MenuCloser` folds it in again. */
export function Menu({ label, summary, align = 'end', children }: { label: string; summary: ReactNode; align?: 'start' | 'end'; children: ReactNode }) {
  return (
    <details className="menu">
      <summary aria-label={label}>{summary}</summary>
      <div className={align === 'end' ? 'end-0' : 'start-0'}>{children}</div>
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
