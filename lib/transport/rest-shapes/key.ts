import { z } from 'zod';
import type { Key } from '@/lib/core/keys/key';
import { limitsShown } from '@/lib/core/keys/limits';
import { assignedKeyRoles, keyRoles, rolesOf } from './roles';
import { assignedRole, time, uuid } from './wire';

export const states = ['enabled', 'disabled'] as const;

export const addressEntry = z.object({ source: z.string(), description: z.string() }).meta({ id: 'IpAccessListEntry' });

/** ApiKey of the compatible API, and what Latchkey adds: type, scopes, limits, createdBy. */
export const apiKey = z
  .object({
    id: uuid,
    name: z.string(),
    state: z.enum(states),
    roles: z.array(z.enum(keyRoles)).meta({ description: 'Empty for a key with scopes of its own.' }),
    assignedRoles: z.array(assignedRole),
    keySuffix: z.string().meta({ description: 'The last four characters of the Key ID.' }),
    createdAt: time,
    expireAt: time.nullable().meta({ description: 'Null: never.' }),
    usedAt: time.optional().meta({ description: 'Absent: never used. To the minute.' }),
    ipAccessList: z.array(addressEntry).meta({ description: 'From where the key may be used. Empty: from anywhere.' }),
    type: z.enum(['API_KEY', 'BEARER_TOKEN']),
    scopes: z.array(z.string()),
    rates: limitsShown.rates.meta({ description: 'How many uses it has a second, a minute and a day. Null: as many as come.' }),
    projects: limitsShown.projects.meta({ description: 'The values of X-Project-Id that it is good for. Null: any, and none.' }),
    environments: limitsShown.environments.meta({ description: 'The same of X-Environment.' }),
    createdBy: z.object({ id: uuid, name: z.string(), email: z.string() }).meta({ id: 'Creator' }),
  })
  .meta({ id: 'ApiKey' });

export type ApiKey = z.output<typeof apiKey>;

/** A key as the compatible API shows it. */
export function keyOnWire(key: Key): ApiKey {
  const { id, name, keySuffix, createdAt, type, scopes, rates, projects, environments, createdBy } = key;
  return {
    id,
    name,
    state: key.disabledAt || key.revokedAt ? 'disabled' : 'enabled',
    roles: rolesOf(scopes),
    assignedRoles: assignedKeyRoles(scopes),
    keySuffix,
    createdAt,
    expireAt: key.expiresAt,
    ...(key.lastUsed && { usedAt: minute(key.lastUsed.at) }),
    ipAccessList: key.addresses,
    type,
    scopes,
    rates,
    projects,
    environments,
    createdBy: { id: createdBy.id, name: createdBy.name, email: createdBy.email },
  };
}

/** Which state of a key an ETag stands for; its use changes none. */
export const keyState = (key: Key): string => JSON.stringify([key.id, key.version, key.disabledAt, key.revokedAt, key.rotatedAt]);

const minute = (at: Date) => new Date(Math.floor(at.getTime() / 60_000) * 60_000);
