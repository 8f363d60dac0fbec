import type { ReactNode } from 'react';
import { withIcon, type IconName } from './icon';

const tones = {
  good: 'bg-accent-soft text-accent',
  warning: 'bg-warning-soft text-warning',
  bad: 'bg-danger-soft text-danger',
  plain: 'bg-raised text-ink-soft',
};

/** A word of state, told by word and sign and never by colour alone. */
export function Badge({ tone, icon, children }: { tone: keyof typeof tones; icon?: IconName; children: ReactNode }) {
  return <span className={`badge ${tones[tone]} ${icon ? withIcon(icon) : ''}`}>{children}</span>;
}
