'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import type { Role } from '@/lib/core/access';
import type { FormState } from '@/lib/transport/action';
import { Menu, MenuButton, MenuLink } from './ui/menu';
import { Icon } from './ui/icon';

type Props = {
  action: (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
  organization: string;
  member: { id: string; name: string; role: Role };
  /** The roles that the reader may give. */
  roles: Role[];
  /** Where the member is removed; null where that is oneself. */
  removeUrl: string | null;
};

/** What may be done with a member: another role, or removal. */
export function MemberActions({ action, organization, member, roles, removeUrl }: Props) {
  const t = useTranslations();
  const [state, send] = useActionState(action, { status: 'untouched' });
  return (
    <div className="flex flex-col items-end gap-1">
      <Menu label={t('members.actions_for', { name: member.name })} summary={<Icon name="ellipsis-vertical" />}>
        <form action={send}>
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="member" value={member.id} />
          {roles
            .filter((role) => role !== member.role)
            .map((role) => (
              <MenuButton key={role} name="role" value={role}>
                {t('members.change_to', { role: t(`roles.${role}`) })}
              </MenuButton>
            ))}
        </form>
        {removeUrl && (
          <div className="mt-1 border-t border-line pt-1">
            <MenuLink href={removeUrl} icon="user-minus">
              {t('members.remove')}
            </MenuLink>
          </div>
        )}
      </Menu>
      <p role="alert" className="max-w-64 text-sm text-danger empty:hidden">
        {state.status === 'refused' ? state.message : ''}
      </p>
    </div>
  );
}
