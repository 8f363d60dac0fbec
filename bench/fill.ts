import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { openDatabase, type Database } from '@/db/client';
import { mintKey, plaintext, sha256 } from '@/lib/core/keys/format';
import { seal } from '@/lib/core/keys/pepper';
import { presetScopes } from '@/lib/core/keys/scopes';

const batch = 1_000;
const members = 50;

/** Fills the database that the environment names with an organization and so many good keys; writes their plaintexts to the file, one a line. */
export async function fill(count: number, file: string): Promise<{ organization: string; owner: string }> {
  const database = await openDatabase({ url: process.env.DATABASE_URL || undefined, pooler: false, dataDir: process.env.DATA_DIR ?? '' });
  await database.migrate();
  const filled = await fillOpen(database, count, file);
  await database.close();
  return filled;
}

async function fillOpen(database: Database, count: number, file: string): Promise<{ organization: string; owner: string }> {
  const organization = randomUUID();
  const people = Array.from({ length: members }, () => randomUUID());
  await database.read(`insert into organizations (id, name, slug) values ($1::uuid, 'Bench', 'bench')`, [organization]);
  await database.read(`insert into users (id, email, name) select id, id || '@example.com', 'Member of the bench' from unnest($1::uuid[]) id`, [people]);
  await database.read(
    `insert into memberships (organization_id, user_id, role) select $1::uuid, id, case when id = $3::uuid then 'owner' else 'member' end from unnest($2::uuid[]) id`,
    [organization, people, people[0]],
  );
  const plaintexts: string[] = [];
  for (let start = 0; start < count; start += batch) {
    const minted = Array.from({ length: Math.min(batch, count - start) }, mintKey);
    await database.read(
      `insert into keys (id, organization_id, created_by, name, type, prefix, scopes, key_id, key_id_hash, key_suffix, secret_hash, pepper_version)
       select n.id, $1::uuid, n.person, 'Key of the bench', 'API_KEY', 'lk', $2::text[], n.key_id, n.hash, right(n.key_id, 4), n.secret, 1
       from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[]) n (id, person, key_id, hash, secret)`,
      [
        organization,
        presetScopes('read_only'),
        minted.map(() => randomUUID()),
        minted.map((_, i) => people[i % members]),
        minted.map(({ keyId }) => keyId),
        minted.map(({ keyId }) => sha256(keyId)),
        minted.map(({ secret }) => seal(secret).hash),
      ],
    );
    for (const key of minted) plaintexts.push(plaintext('lk', key));
  }
  await database.read('analyze', []);
  writeFileSync(file, plaintexts.join('\n') + '\n');
  return { organization, owner: people[0]! };
}
