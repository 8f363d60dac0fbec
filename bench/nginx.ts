import { freePort } from '@/tests/support/free-port';
import { documented } from '@/tests/support/gateways';

/**
 * The documented nginx, asking for a scope by the address in place of a route policy: in front of an API on that port,
 * or of a picture of its own where there is none, for what forward authentication costs by itself.
 */
export async function gatewayConfiguration(latchkey: number, api: number | null): Promise<{ configuration: string; port: number }> {
  const port = await freePort();
  const configuration = documented('nginx', { latchkey, api: api ?? 9, port }).replace('from=original&nginx=1', 'scope=table:data:read&nginx=1');
  return { configuration: api === null ? configuration.replace('proxy_pass http://api;', 'empty_gif;') : configuration, port };
}
