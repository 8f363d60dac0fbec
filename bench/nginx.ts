import { documented, freePort } from '@/tests/support/gateways';

/** The documented nginx in front of an API, asking for a scope by the address in place of a route policy. */
export async function gatewayConfiguration(latchkey: number, api: number): Promise<{ configuration: string; port: number }> {
  const port = await freePort();
  const configuration = documented('nginx', { latchkey, api, port }).replace('from=original&nginx=1', 'scope=table:data:read&nginx=1');
  return { configuration, port };
}
