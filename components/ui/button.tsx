import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react';

type Look = { tone?: 'primary' | 'plain' | 'danger' | 'quiet' | 'quiet-danger'; size?: 'normal' | 'small' };

const tones = {
  primary: 'border-transparent bg-accent text-accent-ink hover:bg-accent-strong',
  plain: 'border-line bg-surface text-ink hover:bg-raised',
  danger: 'border-transparent bg-danger text-danger-ink hover:bg-danger-strong',
  quiet: 'border-transparent text-ink-soft hover:bg-raised hover:text-ink',
  'quiet-danger': 'border-transparent text-ink-soft hover:bg-danger-soft hover:text-danger',
};

const sizes = { normal: 'min-h-9 px-4 py-1.5', small: 'min-h-8 px-2.5 py-1' };

/** The classes of a button, for what must be a link. */
export function buttonLook({ tone = 'plain', size = 'normal' }: Look = {}, more = ''): string {
  return `inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-60 ${sizes[size]} ${tones[tone]} ${more}`;
}

export function Button({ tone, size, className, type = 'button', ...rest }: Look & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type={type} className={buttonLook({ tone, size }, className)} {...rest} />;
}

export function LinkButton({ tone, size, className, children, ...rest }: Look & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a className={buttonLook({ tone, size }, className)} {...rest}>
      {children}
    </a>
  );
}
