import type { ReactNode } from 'react';
import { Navigation } from '@/components/shell/navigation';
import { PageShell } from '@/components/shell/page-shell';
import { organizationOf, organizationsOfReader } from '@/lib/transport/organization';

type Props = { params: Promise<{ organization: string }>; children: ReactNode };

export default async function OrganizationLayout({ params, children }: Props) {
  const current = await organizationOf(params);
  return (
    <PageShell organizations={await organizationsOfReader()} current={current} navigation={<Navigation organization={current.slug} role={current.role} />}>
      {children}
    </PageShell>
  );
}
