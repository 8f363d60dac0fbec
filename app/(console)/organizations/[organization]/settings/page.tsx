import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { LinkButton } from '@/components/ui/button';
import { Section } from '@/components/section';
import { Time } from '@/components/ui/time';
import { reachOf } from '@/lib/core/access';
import { getOrganization } from '@/lib/core/organizations/get';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';
import { renameAction } from './actions';

type Props = { params: Promise<{ organization: string }> };

export async function generateMetadata() {
  const t = await getTranslations('organization');
  return { title: t('title') };
}

export default async function SettingsPage({ params }: Props) {
  const [{ id, role, slug }, t] = await Promise.all([organizationOf(params), getTranslations()]);
  const organization = await ask(getOrganization, { organization: id });
  const settingsUrl = organizationUrl(slug, 'settings');
  return (
    <div className="max-w-2xl space-y-8">
      <h1 className="text-2xl font-semibold">{t('organization.title')}</h1>
      <Section title={t('organization.general')}>
        <dl className="mb-5 grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
          {!reachOf(role, 'organization:update') && (
            <>
              <dt className="text-ink-soft">{t('organization.name')}</dt>
              <dd className="wrap-anywhere">{organization.name}</dd>
            </>
          )}
          <dt className="text-ink-soft">{t('organization.id')}</dt>
          <dd className="font-mono text-[0.8125rem] wrap-anywhere">{organization.id}</dd>
          <dt className="text-ink-soft">{t('organization.created')}</dt>
          <dd>
            <Time at={organization.createdAt} clock={false} />
          </dd>
          <dt className="text-ink-soft">{t('organization.your_role')}</dt>
          <dd>{t(`roles.${role}`)}</dd>
        </dl>
        {reachOf(role, 'organization:update') && (
          <ActionForm
            action={renameAction}
            hidden={{ organization: id }}
            fields={[{ name: 'name', label: t('organization.name'), defaultValue: organization.name, required: true, maxLength: 100, autoComplete: 'off' }]}
            submit={t('organization.rename')}
            done={t('organization.renamed')}
          />
        )}
      </Section>
      <Section title={t('organization.leave')} intro={t('organization.leave_intro')}>
        <LinkButton href={`${settingsUrl}/leave`}>{t('organization.leave')}</LinkButton>
      </Section>
      {reachOf(role, 'organization:delete') && (
        <Section title={t('organization.delete')} intro={t('organization.delete_intro')}>
          <LinkButton href={`${settingsUrl}/delete`} tone="quiet-danger" className="border border-line">
            {t('organization.delete')}
          </LinkButton>
        </Section>
      )}
    </div>
  );
}
