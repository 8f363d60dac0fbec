import { getTranslations } from 'next-intl/server';
import { listAuditEvents } from '@/lib/core/audit/list';
import { listRefusedUses } from '@/lib/core/refused/list';
import { ask } from '@/lib/transport/page';
import { AuditTable } from './audit-table';
import { RefusedUses } from './refused-uses';

/** What happened to a key and was done with it, and who still tries it; for whoever may see the key. */
export async function KeyHistory({ organization, keyId }: { organization: string; keyId: string }) {
  const t = await getTranslations('audit');
  const [events, refused] = await Promise.all([ask(listAuditEvents, { organization, key: keyId, limit: 25 }), ask(listRefusedUses, { organization, key: keyId, limit: 25 })]);
  return (
    <>
      <RefusedUses uses={refused} />
      <section aria-labelledby="key-events">
        <h2 id="key-events" className="mb-3 text-base font-semibold">
          {t('key_events')}
        </h2>
        <AuditTable entries={events.items} />
      </section>
    </>
  );
}
