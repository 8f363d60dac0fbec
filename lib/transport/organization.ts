import { cache } from 'react';
import { listOrganizations } from '@/lib/core/organizations/list';
import { ask, missing } from './page';

/** The organizations of the reader; asked once a request. */
export const organizationsOfReader = cache(() => ask(listOrganizations, {}));

/** The organization that a page's address names, with the reader's role in it. */
export async function organizationOf(params: Promise<{ organization: string }>) {
  const slug = decodeURIComponent((await params).organization);
  const found = (await organizationsOfReader()).find((organization) => organization.slug === slug);
  return found ?? missing();
}
