import { getKey } from '@/lib/core/keys/get';
import { currentSession } from '@/lib/transport/identify';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';

export type KeyProps = { params: Promise<{ organization: string; key: string }> };

/** The key that a page's address names, and whether it is the reader's own. */
export async function keyOf(params: KeyProps['params']) {
  const [organization, { key: id }, session] = await Promise.all([organizationOf(params), params, currentSession()]);
  const key = await ask(getKey, { organization: organization.id, key: id });
  const keysUrl = organizationUrl(organization.slug, 'keys');
  const living = key.status === 'active' || key.status === 'disabled';
  return { key, organization, keysUrl, keyUrl: `${keysUrl}/${key.id}`, own: key.createdBy.id === session?.user.id, living };
}
