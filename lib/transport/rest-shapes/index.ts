import type { Shape } from '../rest/shape';
import * as keys from './keys';
import { me } from './me';

/** The shapes by the operation's name, or by the name that the operation gives. */
export const shapes: Record<string, Shape> = {
  who_am_i: me,
  list_keys: keys.listKeys,
  create_key: keys.createKey,
  get_key: keys.getKeyShape,
  update_key: keys.updateKey,
  revoke_key: keys.deleteKey,
  rotate_key: keys.rotateKey,
  get_key_usage: keys.keyUsage,
};
