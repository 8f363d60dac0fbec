import type { ReactNode } from 'react';
import { PageShell } from '@/components/shell/page-shell';

export default function AccountLayout({ children }: { children: ReactNode }) {
  return <PageShell>{children}</PageShell>;
}
