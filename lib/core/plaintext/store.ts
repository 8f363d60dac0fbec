import { eq } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { organizations } from '@/db/schema';

/** Whether MCP may answer an organization's programs with a key's plaintext. */
export async function selectPlaintext(db: Db, organizationId: string): Promise<boolean> {
  const [row] = await db.select({ allowed: organizations.mcpPlaintext }).from(organizations).where(eq(organizations.id, organizationId));
  return row?.allowed ?? false;
}

export async function updatePlaintext(db: Db, organizationId: string, allowed: boolean): Promise<void> {
  await db.update(organizations).set({ mcpPlaintext: allowed }).where(eq(organizations.id, organizationId));
}
