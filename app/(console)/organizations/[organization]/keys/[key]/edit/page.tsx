import { getTranslations } from 'next-intl/server';
import { EditKeyForm } from '@/components/edit-key';
import { isKnown } from '@/lib/core/keys/scopes';
import { scopeWords } from '@/lib/i18n/scopes';
import { updateKeyAction } from '../../actions';
import { keyOf, type KeyProps } from '../key-of';
import { Ended } from '../components';
import { missing } from '@/lib/transport/page';

export async function generateMetadata() {
  const t = await getTranslations('key');
  return { title: t('edit_title') };
}

export default async function EditPage({ params }: KeyProps) {
  const [{ key, organization, keysUrl, keyUrl, own, living }, t] = await Promise.all([keyOf(params), getTranslations('key')]);
  if (!own) missing();
  if (!living) return <Ended status={key.status} keysUrl={keysUrl} />;
  return (
    <div className="max-w-2xl">
      <h1 className="mb-6 text-2xl font-semibold wrap-anywhere">{t('edit_heading', { name: key.name })}</h1>
      <EditKeyForm
        action={updateKeyAction.bind(null, keyUrl)}
        organization={organization.id}
        apiKey={key}
        keyUrl={keyUrl}
        words={await scopeWords(organization.role)}
        unknown={key.scopes.filter((scope) => !isKnown(scope))}
        opened={Date.now()}
      />
    </div>
  );
}
