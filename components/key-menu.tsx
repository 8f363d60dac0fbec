'use client';

import { useTranslations } from 'next-intl';
import type { Key } from '@/lib/core/keys/key';
import type { KeyMenuFormIds } from './key-menu-forms';
import { Icon, withIcon } from './ui/icon';
import { Menu, MenuButton, MenuLink } from './ui/menu';

type Translate = ReturnType<typeof useTranslations<'keys'>>;

type Props = {
  apiKey: Pick<Key, 'id' | 'name' | 'status'>;
  own: boolean;
  keysUrl: string;
  /** The list’s own parameters, `?q=…`: without JavaScript the page that revokes leads back to it. */
  present?: string;
  forms: KeyMenuFormIds;
};

/** What can be done with a key; without JavaScript too. Of another's key only what its organization needs: look, disable, revoke. */
export const KeyMenu = (props: Props) => keyMenuOf(props, useTranslations('keys'));

/** The same, for those who draw many and looked the words up once. */
export function keyMenuOf({ apiKey, own, keysUrl, present = '', forms }: Props, t: Translate) {
  const { id, name, status } = apiKey;
  const url = `${keysUrl}/${id}`;
  const living = status === 'active' || status === 'disabled';
  return (
    <Menu label={t('more_for', { name })} summary={<Icon name="ellipsis" className="size-5" />}>
      <MenuLink href={`${url}#permissions`} icon="eye">
        {t('view_permissions')}
      </MenuLink>
      {own && living && (
        <>
          <MenuLink href={`${url}/edit`} icon="pencil">
            {t('edit')}
          </MenuLink>
          <MenuLink href={`${url}/rotate`} icon="refresh-cw">
            {t('rotate')}
          </MenuLink>
        </>
      )}
      {living && (
        <MenuButton form={status === 'disabled' ? forms.enable : forms.disable} name="key" value={id} icon={status === 'disabled' ? 'circle-play' : 'circle-pause'}>
          {t(status === 'disabled' ? 'enable' : 'disable')}
        </MenuButton>
      )}
      {status !== 'revoked' && <RevokeLink url={`${url}/revoke${present}`} way={own ? 'delete' : 'revoke'} apiKey={apiKey} t={t} />}
    </Menu>
  );
}

type RevokeProps = { url: string; way: 'delete' | 'revoke'; apiKey: Props['apiKey']; t: Translate };

/** Opens the dialog of the page’s `RevokeKeys`. */
function RevokeLink({ url, way, apiKey: { id, name, status }, t }: RevokeProps) {
  return (
    <div className="mt-1 border-t border-line pt-1">
      <a
        href={url}
        aria-haspopup="dialog"
        aria-label={t(`${way}_key`, { name })}
        data-revoke={JSON.stringify({ way, id, name, active: status === 'active' })}
        className={`${withIcon('trash-2')} text-danger hover:bg-danger-soft`}
      >
        {t(way)}
      </a>
    </div>
  );
}
