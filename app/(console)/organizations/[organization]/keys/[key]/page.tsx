import { getTranslations } from 'next-intl/server';
import { KeyEvents } from '@/components/key-events';
import { KeyRefusals } from '@/components/key-refusals';
import { KeyLimits } from '@/components/key-limits';
import { KeyMenu } from '@/components/key-menu';
import { KeyMenuForms, keyMenuForms } from '@/components/key-menu-forms';
import { StatusBadge } from '@/components/status-badge';
import { UseChart } from '@/components/use-chart';
import { RevokeKeys } from '@/components/revoke-keys';
import { LinkButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { listEventsOfKey } from '@/lib/core/audit/of-key';
import { getOldSecret } from '@/lib/core/keys/old-secret';
import { getKeyUsage } from '@/lib/core/keys/usage';
import { listRefusedUses } from '@/lib/core/refused/list';
import { ask } from '@/lib/transport/page';
import { disableKeyAction, enableKeyAction, revokeKeyAction } from '../actions';
import { doneNotices } from '../done';
import { Addresses, KeyFacts, OldSecret, Panel, Permissions } from './components';
import { keyOf, type KeyProps } from './key-of';

/** Of the hours and addresses in which a key was refused. */
const mostRefused = 20;

type Props = KeyProps & { searchParams: Promise<{ done?: string | string[] }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await keyOf(params)).key.name };
}

/** All about one key. */
export default async function KeyPage({ params, searchParams }: Props) {
  const { key, organization, keysUrl, keyUrl, own, living } = await keyOf(params);
  const t = await getTranslations();
  const of = { organization: organization.id, key: key.id };
  const [usage, events, refused, oldSecret, query] = await Promise.all([ask(getKeyUsage, of), ask(listEventsOfKey, of), ask(listRefusedUses, { ...of, limit: mostRefused }), ask(getOldSecret, of), searchParams]);
  const done = doneNotices.find((notice) => notice === query.done);
  const forms = keyMenuForms('key');
  const actions = {
    disable: disableKeyAction.bind(null, keyUrl),
    delete: revokeKeyAction.bind(null, 'deleted', keysUrl),
    revoke: revokeKeyAction.bind(null, 'revoked', keysUrl),
  };
  return (
    <div className="max-w-4xl space-y-6">
      <div>
        <a href={keysUrl} className="text-ink-soft hover:text-ink hover:underline">
          {t('keys.title')}
        </a>
        <div className="mt-1 flex flex-wrap items-center gap-3">
          <h1 className="text-2xl font-semibold wrap-anywhere">{key.name}</h1>
          <StatusBadge status={key.status} word={t(`keys.status_${key.status}`)} />
          <div className="ms-auto flex items-center gap-2">
            {own && living && <LinkButton href={`${keyUrl}/edit`}>{t('keys.edit')}</LinkButton>}
            {own && living && <LinkButton href={`${keyUrl}/rotate`}>{t('keys.rotate')}</LinkButton>}
            <KeyMenu apiKey={{ id: key.id, name: key.name, status: key.status }} own={own} keysUrl={keysUrl} forms={forms} />
            <KeyMenuForms forms={forms} disable={actions.disable} enable={enableKeyAction.bind(null, keyUrl)} organization={organization.id} />
            <RevokeKeys actions={actions} organization={organization.id} keysUrl={keysUrl} drawn={Date.now()} />
          </div>
        </div>
      </div>
      {done && <Notice kind={done === 'refused' ? 'error' : 'success'}>{t(`keys.done_${done}`)}</Notice>}
      {oldSecret && living && <OldSecret secret={oldSecret} own={own} organization={organization.id} id={key.id} keyUrl={keyUrl} />}
      <KeyFacts apiKey={key} />
      <Panel id="permissions" title={t('keys.permissions')}>
        <Permissions apiKey={key} />
      </Panel>
      <Panel id="addresses" title={t('key.addresses')}>
        <Addresses addresses={key.addresses} />
      </Panel>
      <Panel id="limits" title={t('gateways.limits')}>
        <KeyLimits limits={key} />
      </Panel>
      <Panel id="use" title={t('key.use')}>
        <UseChart days={usage} />
      </Panel>
      {refused.length > 0 && (
        <Panel id="refused" title={t('audit.refused')}>
          <KeyRefusals uses={refused} />
        </Panel>
      )}
      <Panel id="events" title={t('key.events')}>
        <KeyEvents events={events} />
      </Panel>
    </div>
  );
}
