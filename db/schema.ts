import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

/** Milliseconds, so that a JavaScript date read from a row names the same instant when it is sent back as a cursor. */
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
const createdAt = () => instant('created_at').notNull().defaultNow();

export type Role = 'owner' | 'admin' | 'member';
export type KeyType = 'API_KEY' | 'BEARER_TOKEN';
export type AddressEntry = { source: string; description: string };

export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  email: text('email').notNull().unique(),
  emailVerifiedAt: instant('email_verified_at'),
  name: text('name').notNull(),
  passwordHash: text('password_hash'),
  locale: text('locale'),
  createdAt: createdAt(),
});

export const organizations = pgTable('organizations', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  mcpPlaintext: boolean('mcp_plaintext').notNull().default(false),
  createdAt: createdAt(),
  deletedAt: instant('deleted_at'),
});

export const memberships = pgTable(
  'memberships',
  {
    organizationId: uuid('organization_id').notNull().references(() => organizations.id),
    userId: uuid('user_id').notNull().references(() => users.id),
    role: text('role').$type<Role>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.userId] }),
    index('memberships_user').on(table.userId),
    index('memberships_owners').on(table.organizationId).where(sql`role = 'owner'`),
    check('memberships_role', sql`${table.role} in ('owner', 'admin', 'member')`),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id').notNull().references(() => users.id),
    address: text('address'),
    userAgent: text('user_agent'),
    createdAt: createdAt(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [index('sessions_user').on(table.userId, table.createdAt)],
);

/** Who single sign-on says somebody is: the subject of an issuer, and nothing else, names an account. */
export const identities = pgTable(
  'identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id').notNull().references(() => users.id),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] }), index('identities_user').on(table.userId)],
);

/** A link of these was asked for; without a user where nobody has the address, so that asking takes the same time. */
export const passwordResets = pgTable('password_resets', {
  tokenHash: text('token_hash').primaryKey(),
  userId: uuid('user_id').references(() => users.id),
  /** Whether the link went by mail only: then using it proves the address. */
  mailed: boolean('mailed').notNull(),
  createdAt: createdAt(),
  expiresAt: instant('expires_at').notNull(),
}, (table) => [index('password_resets_user').on(table.userId), index('password_resets_expiry').on(table.expiresAt)]);

/** For one address and role. Open until accepted or withdrawn; the link in force is the newest one. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id').notNull().references(() => organizations.id),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    delivery: text('delivery').$type<'mail' | 'link'>().notNull(),
    mailedAt: instant('mailed_at'),
    invitedBy: uuid('invited_by').references(() => users.id),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [
    uniqueIndex('invitations_open').on(table.organizationId, table.email).where(sql`accepted_at is null and withdrawn_at is null`),
    index('invitations_email').on(table.email),
    index('invitations_list').on(table.organizationId, table.createdAt, table.id),
    check('invitations_role', sql`${table.role} in ('owner', 'admin', 'member')`),
  ],
);

export const setupTokens = pgTable('setup_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  createdAt: createdAt(),
});

/** What is stored of a secret: `seal` makes it. Hashes are base64url text. */
export const keys = pgTable(
  'keys',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id').notNull().references(() => organizations.id),
    createdBy: uuid('created_by').notNull().references(() => users.id),
    name: text('name').notNull(),
    type: text('type').$type<KeyType>().notNull(),
    prefix: text('prefix').notNull(),
    scopes: text('scopes').array().notNull(),
    addresses: jsonb('addresses').$type<AddressEntry[]>().notNull().default([]),
    keyIdHash: text('key_id_hash').notNull(),
    keyId: text('key_id'),
    keySuffix: text('key_suffix').notNull(),
    secretHash: text('secret_hash').notNull(),
    pepperVersion: integer('pepper_version').notNull(),
    secretFirstUsedAt: instant('secret_first_used_at'),
    previousSecretHash: text('previous_secret_hash'),
    previousPepperVersion: integer('previous_pepper_version'),
    previousGraceSeconds: integer('previous_grace_seconds'),
    previousExpiresAt: instant('previous_expires_at'),
    rotatedAt: instant('rotated_at'),
    createdAt: createdAt(),
    version: integer('version').notNull().default(1),
    expiresAt: instant('expires_at'),
    disabledAt: instant('disabled_at'),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
    revokedReason: text('revoked_reason').$type<'deleted' | 'revoked' | 'member_removed' | 'member_left' | 'organization_deleted'>(),
    formId: uuid('form_id'),
    /** The day (UTC) of the last use, written when the day changes; key_usage knows the minute. */
    lastUsedOn: date('last_used_on', { mode: 'string' }),
    /** When the key ended or will end. */
    endsAt: instant('ends_at').generatedAlwaysAs(sql`least(revoked_at, expires_at)`),
    /** The pairs of letters in the name: an index that finds names of two syllables too. */
    nameParts: text('name_parts').array().generatedAlwaysAs(sql`key_name_parts(name)`),
    ratePerSecond: integer('rate_per_second'),
    ratePerMinute: integer('rate_per_minute'),
    ratePerDay: integer('rate_per_day'),
    projects: text('projects').array(),
    environments: text('environments').array(),
  },
  (table) => [
    unique('keys_key_id_hash').on(table.keyIdHash),
    unique('keys_form').on(table.createdBy, table.formId),
    // Ascending, and read backwards: drizzle's desc() says NULLS LAST, which no plain ORDER BY … DESC can use.
    index('keys_list').on(table.organizationId, table.createdAt, table.id),
    index('keys_own_list').on(table.organizationId, table.createdBy, table.createdAt, table.id),
    index('keys_own_end').on(table.organizationId, table.createdBy, table.endsAt),
    index('keys_name').on(table.organizationId, sql`lower(${table.name}) collate "C"`, table.id),
    index('keys_end').on(table.organizationId, table.endsAt, table.id),
    index('keys_use').on(table.organizationId, table.lastUsedOn, table.createdAt, table.id),
    index('keys_type_list').on(table.organizationId, table.type, table.createdAt, table.id),
    index('keys_endless').on(table.organizationId, table.createdAt, table.id).where(sql`expires_at is null`),
    index('keys_disabled').on(table.organizationId, table.createdAt, table.id).where(sql`disabled_at is not null`),
    index('keys_name_parts').using('gin', table.nameParts),
    index('keys_scope').using('gin', table.scopes),
    check('keys_scopes', sql`cardinality(${table.scopes}) > 0`),
    check('keys_type', sql`${table.type} in ('API_KEY', 'BEARER_TOKEN')`),
  ],
);

/** One row a key and day, written in batches off the answer's path; the newest row says when a key was last used. */
export const keyUsage = pgTable(
  'key_usage',
  {
    keyId: uuid('key_id').notNull().references(() => keys.id),
    day: date('day', { mode: 'string' }).notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    lastAt: instant('last_at').notNull(),
    lastAddress: text('last_address'),
    lastUserAgent: text('last_user_agent'),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.day] })],
);

/** The last flush of uses that each process wrote, or that it gave up: the number tells it, where no answer came, whether that was written. */
export const usageFlushes = pgTable('usage_flushes', {
  process: uuid('process').primaryKey(),
  number: bigint('number', { mode: 'number' }).notNull(),
  writtenAt: instant('written_at').notNull().defaultNow(),
});

/** By what each pepper that was ever used here is known again: an HMAC of nothing secret. */
export const peppers = pgTable('peppers', {
  version: integer('version').primaryKey(),
  mark: text('mark').notNull(),
});

/** The last use of the secret that a rotation (named by its time) left behind; written in batches. */
export const oldSecretUses = pgTable(
  'old_secret_uses',
  {
    keyId: uuid('key_id').notNull().references(() => keys.id),
    rotatedAt: instant('rotated_at').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    lastAt: instant('last_at').notNull(),
    lastAddress: text('last_address'),
    lastUserAgent: text('last_user_agent'),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.rotatedAt] })],
);

/** Append-only: triggers refuse update, delete and truncate; no foreign key leads in. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: uuid('id').primaryKey(),
    organizationId: uuid('organization_id'),
    createdAt: createdAt(),
    action: text('action').notNull(),
    actorType: text('actor_type').$type<'user' | 'key' | 'system'>().notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    door: text('door').notNull(),
    entity: text('entity').notNull(),
    entityId: text('entity_id').notNull(),
    entityName: text('entity_name').notNull(),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    address: text('address'),
    userAgent: text('user_agent'),
    requestId: text('request_id').notNull(),
  },
  (table) => [
    index('audit_events_list').on(table.organizationId, table.createdAt, table.id),
    index('audit_events_entity').on(table.organizationId, table.entityId, table.createdAt, table.id),
    index('audit_events_actor').on(table.organizationId, table.actorId, table.createdAt, table.id),
    index('audit_events_action').on(table.organizationId, table.action, table.createdAt, table.id),
  ],
);

/** Who still tries a key that is over: a row a key, hour and address, at most 20 addresses; '' counts the others. */
export const refusedUses = pgTable(
  'refused_uses',
  {
    keyId: uuid('key_id').notNull().references(() => keys.id),
    hour: instant('hour').notNull(),
    address: text('address').notNull(),
    organizationId: uuid('organization_id').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.hour, table.address] }), index('refused_uses_list').on(table.organizationId, table.hour), index('refused_uses_hour').on(table.hour)],
);

/** One counter a bucket and window; the bucket is a hash, for it may name a person. */
export const rateWindows = pgTable('rate_windows', {
  bucket: text('bucket').primaryKey(),
  count: integer('count').notNull(),
  endsAt: instant('ends_at').notNull(),
}, (table) => [index('rate_windows_end').on(table.endsAt)]);

/** Which creations a key has asked for under an Idempotency-Key. Hashes only: a secret is never kept for a second answer. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    keyId: uuid('key_id').notNull().references(() => keys.id),
    nameHash: text('name_hash').notNull(),
    requestHash: text('request_hash').notNull(),
    claimId: uuid('claim_id').notNull(),
    createdId: text('created_id'),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.keyId, table.nameHash] }), index('idempotency_keys_end').on(table.expiresAt)],
);

/** A key's plaintext on its way to its creator, sealed with what only the link carries. Deleted when it is opened. */
export const handovers = pgTable('handovers', {
  tokenHash: text('token_hash').primaryKey(),
  keyId: uuid('key_id').notNull().references(() => keys.id),
  userId: uuid('user_id').notNull().references(() => users.id),
  sealed: text('sealed').notNull(),
  expiresAt: instant('expires_at').notNull(),
}, (table) => [index('handovers_expiry').on(table.expiresAt)]);

/** What keys with a rate have used of their windows: a row a key, and only of those keys. The limits are copies of the last use's. */
export const keyRates = pgTable('key_rates', {
  keyId: uuid('key_id').primaryKey().references(() => keys.id),
  asked: integer('asked').notNull(),
  granted: integer('granted').notNull(),
  perSecond: integer('per_second'),
  perMinute: integer('per_minute'),
  perDay: integer('per_day'),
  secondUsed: integer('second_used').notNull(),
  minuteUsed: integer('minute_used').notNull(),
  dayUsed: integer('day_used').notNull(),
  secondEndsAt: instant('second_ends_at').notNull(),
  minuteEndsAt: instant('minute_ends_at').notNull(),
  dayEndsAt: instant('day_ends_at').notNull(),
});
