import type { ReactNode } from 'react';
import { Icon } from './icon';

const kinds = {
  error: { look: 'border-danger bg-danger-soft text-danger', icon: 'circle-alert', role: 'alert' },
  warning: { look: 'border-warning/40 bg-warning-soft text-warning', icon: 'triangle-alert', role: undefined },
  success: { look: 'border-accent/40 bg-accent-soft text-accent', icon: 'circle-check', role: 'status' },
} as const;

/** A sentence that must be noticed; errors and successes are spoken. */
export function Notice({ kind, children }: { kind: keyof typeof kinds; children: ReactNode }) {
  const { look, icon, role } = kinds[kind];
  return (
    <div role={role} className={`flex gap-2.5 rounded-md border px-3.5 py-2.5 ${look}`}>
      <Icon name={icon} className="mt-0.5 size-4" />
      <div className="min-w-0 text-ink">{children}</div>
    </div>
  );
}
