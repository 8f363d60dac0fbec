import { z } from 'zod';
import { name } from '@/lib/core/input';
import { shape } from '../rest/shape';
import { time, uuid } from './wire';

const tag = 'Organizations';

const organization = z
  .object({ id: uuid, createdAt: time, name: z.string(), privateEndpoints: z.array(z.unknown()), byocConfig: z.array(z.unknown()), enableCoreDumps: z.boolean() })
  .meta({ id: 'Organization' });

type Organization = { id: string; name: string; createdAt: Date };

const onWire = ({ id, name, createdAt }: Organization) => ({ id, createdAt, name, privateEndpoints: [], byocConfig: [], enableCoreDumps: false });
const version = ({ id, name }: Organization) => JSON.stringify([id, name]);

export const listOrganizations = shape({
  tag,
  description: 'The one organization of the calling key, as a list.',
  result: z.array(organization),
  toInput: ({ key }) => ({ organization: key.organizationId }),
  toResult: (found: Organization) => [onWire(found)],
});

export const getOrganization = shape({ tag, description: 'The organization of the calling key.', result: organization, toResult: onWire, version });

export const updateOrganization = shape({
  tag,
  description: 'Renames the organization.',
  body: z.strictObject({ name: z.string().optional().meta({ description: 'Up to 100 characters.', example: 'Acme' }) }),
  result: organization,
  change: {
    guard: version,
    toInput: (now: Organization, { path, body }) => (body.name === undefined || name.safeParse(body.name).data === now.name ? null : { input: { organization: path.organization, name: body.name } }),
  },
  toResult: onWire,
  version,
  example: { body: { name: 'Acme' } },
});
