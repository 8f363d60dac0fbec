import type { ReactNode } from 'react';
import { withIcon, type IconName } from './icon';

/** A list that folds out, without JavaScript too; the page's one `MenuCloser` folds it in again. */
export function Menu({ label, summary, align = 'end', children }: { label: string; summary: ReactNode; align?: 'start' | 'end'; children: ReactNode }) {
  return (
    <details className="menu">
      <summary aria-label={label}>{summary}</summary>
      <div className={align === 'end' ? 'end-0' : 'start-0'}>{children}</div>
    </details>
  );
}

type Item = { icon?: IconName; current?: boolean; children: ReactNode };

const looks = ({ icon, current }: Omit<Item, 'children'>) => ({ className: icon && withIcon(icon), 'aria-current': current ? ('true' as const) : undefined });

export function MenuLink({ href, icon, current, children }: Item & { href: string }) {
  return (
    <a href={href} {...looks({ icon, current })}>
      {children}
    </a>
  );
}

/** Sends the form around it, or the one that `form` names. */
export function MenuButton({ icon, current, children, ...rest }: Item & { form?: string; name?: string; value?: string; lang?: string }) {
  return (
    <button type="submit" {...looks({ icon, current })} {...rest}>
      {children}
    </button>
  );
}
