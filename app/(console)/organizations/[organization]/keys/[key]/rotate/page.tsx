import { getTranslations } from 'next-intl/server';
import { RotateKeyPage } from '@/components/rotate-key';
import { asking } from '@/lib/transport/asking';
import { rotateKeyAction } from '../../actions';
import { Ended } from '../components';
import { keyOf, type KeyProps } from '../key-of';
import { missing } from '@/lib/transport/page';

export async function generateMetadata() {
  const t = await getTranslations('key');
  return { title: t('rotate_title') };
}

export default async function RotatePage({ params }: KeyProps) {
  const { key, organization, keysUrl, keyUrl, own, living } = await keyOf(params);
  if (!own) missing();
  if (!living) return <Ended status={key.status} keysUrl={keysUrl} />;
  return (
    <div className="max-w-2xl">
      <RotateKeyPage action={rotateKeyAction} organization={organization.id} id={key.id} name={key.name} keyUrl={keyUrl} asking={await asking()} />
    </div>
  );
}
