import type { ReactNode } from 'react';
import { PageShell } from '@/components/shell/page-shell';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <PageShell>{children}</PageShell>;
}
