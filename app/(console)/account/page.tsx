import { getTranslations } from 'next-intl/server';
import { getLocale } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { Section } from '@/components/section';
import { getAccount } from '@/lib/core/accounts/get';
import { shortestPassword } from '@/lib/core/accounts/password';
import { listSessions } from '@/lib/core/sessions/list';
import { locales } from '@/lib/i18n/locale';
import { ask } from '@/lib/transport/page';
import { changePasswordAction, endOtherSessionsAction, updateAccountAction } from './actions';
import { Sessions } from './components';

export async function generateMetadata() {
  const t = await getTranslations('account');
  return { title: t('title') };
}

const languageNames = { en: 'English', ko: '한국어', ja: '日本語' } as const;

export default async function AccountPage() {
  const [account, sessions, locale, t] = await Promise.all([ask(getAccount, {}), ask(listSessions, {}), getLocale(), getTranslations('account')]);
  return (
    <div className="mx-auto max-w-2xl space-y-8">
      <div>
        <h1 className="text-2xl font-semibold">{t('title')}</h1>
        <p className="mt-1 text-ink-soft wrap-anywhere">
          {account.email} · {t(account.emailVerified ? 'verified' : 'unverified')}
        </p>
      </div>
      <Section title={t('profile')}>
        <ActionForm
          action={updateAccountAction}
          fields={[
            { name: 'name', label: t('name'), defaultValue: account.name, required: true, maxLength: 100, autoComplete: 'name' },
            { name: 'locale', label: t('language'), defaultValue: account.locale ?? locale, choices: locales.map((value) => ({ value, label: languageNames[value] })) },
          ]}
          submit={t('save')}
          done={t('saved')}
        />
      </Section>
      <Section title={t('password')} intro={t(account.hasPassword ? 'password_intro' : 'password_none')}>
        {account.hasPassword && (
          <ActionForm
            action={changePasswordAction}
            fields={[
              { name: 'currentPassword', label: t('current_password'), type: 'password', required: true, autoComplete: 'current-password' },
              { name: 'newPassword', label: t('new_password'), hint: t('password_hint', { least: shortestPassword }), type: 'password', required: true, minLength: shortestPassword, autoComplete: 'new-password' },
            ]}
            submit={t('change_password')}
            done={t('password_changed')}
          />
        )}
      </Section>
      <Section title={t('sessions')} intro={t('sessions_intro')}>
        <Sessions sessions={sessions} />
        {sessions.length > 1 && (
          <div className="mt-4">
            <ActionForm action={endOtherSessionsAction} submit={t('end_others')} tone="plain" />
          </div>
        )}
      </Section>
    </div>
  );
}
