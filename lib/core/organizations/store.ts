import { and, asc, eq, isNull, like, or, sql } from 'drizzle-orm';
import { v7 as uuid, validate as isUuid } from 'uuid';
import type { Db } from '@/db/client';
import { memberships, organizations, type Role } from '@/db/schema';
import type { OrganizationId } from '../access';

export type Organization = { id: string; name: string; slug: string };

/** Adds an organization; its slug comes from the name, with a number when the name is taken. One at a time: "Acme" for the second time and "Acme 2" want the same. */
export async function insertOrganization(db: Db, name: string): Promise<Organization> {
  const wanted = slugOf(name);
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('latchkey slugs'))`);
  const taken = await db.select({ slug: organizations.slug }).from(organizations).where(or(eq(organizations.slug, wanted), like(organizations.slug, `${wanted}-%`)));
  const organization = { id: uuid(), name, slug: free(wanted, new Set(taken.map((row) => row.slug))) };
  await db.insert(organizations).values(organization);
  return organization;
}

/** The organizations that a person is in, by name, with the role there. */
export async function organizationsOf(db: Db, userId: string): Promise<(Organization & { role: Role })[]> {
  return db
    .select({ id: organizations.id, name: organizations.name, slug: organizations.slug, role: memberships.role })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(memberships.userId, userId), isNull(organizations.deletedAt)))
    .orderBy(asc(organizations.name), asc(organizations.id));
}

/** The organization that the door let the caller into. */
export async function selectOrganization(db: Db, id: OrganizationId): Promise<Organization & { createdAt: Date }> {
  const [row] = await db
    .select({ id: organizations.id, name: organizations.name, slug: organizations.slug, createdAt: organizations.createdAt })
    .from(organizations)
    .where(eq(organizations.id, id));
  return row!;
}

/** Locks the organization of that id or slug, as everything does that changes memberships; gives its id. */
export async function lockOrganizationNamed(db: Db, organization: string): Promise<string | undefined> {
  const named = isUuid(organization) ? eq(organizations.id, organization) : eq(organizations.slug, organization);
  const [row] = await db.select({ id: organizations.id }).from(organizations).where(and(named, isNull(organizations.deletedAt))).for('update');
  return row?.id;
}

export async function updateName(db: Db, id: OrganizationId, name: string): Promise<void> {
  await db.update(organizations).set({ name }).where(eq(organizations.id, id));
}

export async function markDeleted(db: Db, id: OrganizationId): Promise<void> {
  await db.update(organizations).set({ deletedAt: sql`statement_timestamp()` }).where(eq(organizations.id, id));
}

/** Letters and digits of any script, for names in Korean and Japanese make good addresses too. */
function slugOf(name: string): string {
  const words = name.normalize('NFKC').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).join('-');
  const slug = Array.from(words).slice(0, 40).join('');
  return slug === '' || isUuid(slug) ? 'organization' : slug;
}

function free(wanted: string, taken: Set<string>): string {
  for (let n = 1; ; n++) {
    const slug = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.has(slug)) return slug;
  }
}
