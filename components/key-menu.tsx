import { CirclePause, CirclePlay, Ellipsis, Eye, Pencil, RefreshCw } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { Key } from '@/lib/core/keys/key';
import type { FormState } from '@/lib/transport/action';
import { RevokeKeyItem } from './revoke-key';
import { Menu, MenuButton, MenuLink } from './ui/menu';

type Simple = (form: FormData) => Promise<void>;
type Revoke = (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
type Props = { apiKey: Key; own: boolean; organization: string; keysUrl: string; actions: { disable: Simple; enable: Simple; delete: Revoke; revoke: Revoke } };

/** What can be done with a key; without JavaScript too. Of another's key only what its organization needs: look, disable, revoke. */
export async function KeyMenu({ apiKey, own, organization, keysUrl, actions }: Props) {
  const t = await getTranslations('keys');
  const url = `${keysUrl}/${apiKey.id}`;
  const living = apiKey.status === 'active' || apiKey.status === 'disabled';
  const way = own ? 'delete' : 'revoke';
  return (
    <Menu label={t('more_for', { name: apiKey.name })} summary={<Ellipsis aria-hidden className="size-5" />}>
      <MenuLink href={`${url}#permissions`}>
        <Eye aria-hidden className="size-4" />
        {t('view_permissions')}
      </MenuLink>
      {own && living && (
        <>
          <MenuLink href={`${url}/edit`}>
            <Pencil aria-hidden className="size-4" />
            {t('edit')}
          </MenuLink>
          <MenuLink href={`${url}/rotate`}>
            <RefreshCw aria-hidden className="size-4" />
            {t('rotate')}
          </MenuLink>
        </>
      )}
      {living && (
        <form action={apiKey.status === 'disabled' ? actions.enable : actions.disable}>
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="key" value={apiKey.id} />
          <MenuButton>
            {apiKey.status === 'disabled' ? <CirclePlay aria-hidden className="size-4" /> : <CirclePause aria-hidden className="size-4" />}
            {t(apiKey.status === 'disabled' ? 'enable' : 'disable')}
          </MenuButton>
        </form>
      )}
      {apiKey.status !== 'revoked' && (
        <div className="mt-1 border-t border-line pt-1">
          <RevokeKeyItem action={actions[way]} disable={apiKey.status === 'active' ? actions.disable : undefined} way={way} organization={organization} keysUrl={keysUrl} id={apiKey.id} name={apiKey.name} />
        </div>
      )}
    </Menu>
  );
}
