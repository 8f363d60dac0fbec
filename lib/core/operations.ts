import { createKey } from './keys/create';
import { disableKey } from './keys/disable';
import { enableKey } from './keys/enable';
import { getKey } from './keys/get';
import { listKeys } from './keys/list';
import { reportKeys } from './keys/report';
import { revokeKey } from './keys/revoke';
import { rotateKey } from './keys/rotate';
import { updateKey } from './keys/update';
import { getKeyUsage } from './keys/usage';
import { whoAmI } from './me/who-am-i';
import type { Operation } from './operation';

/** Every operation that programs can reach, in the order in which the doors list them. */
export const operations = [
  whoAmI,
  listKeys,
  getKey,
  createKey,
  updateKey,
  rotateKey,
  disableKey,
  enableKey,
  revokeKey,
  getKeyUsage,
  reportKeys,
] as unknown as readonly Operation[];
