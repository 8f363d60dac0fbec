import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApp } from '@/tests/support/app';
import { cookieOf, send } from '@/tests/support/instances';
import { tools } from '@/tests/support/tools';

const nodeOf = (version: string) => path.join(tools('nodes'), `node-${version}-${process.platform}-${process.arch}/bin/node`);

/** The versions that are kept besides the one of these tests; the image has one of them. */
describe.each(['22', '24', '26'])('on Node %s', (version) => {
  test('people are served, a revoked key fails at the next request, and nothing is left to say at the end', async () => {
    const app = await startApp({ demo: true, node: nodeOf(version) });
    onTestFinished(async () => void (await app.stop()));
    const [owner, , member] = app.people;
    const verify = async (key: string) => (await send(`${app.url}/v1/verify`, { headers: { 'x-api-key': key } })).status;
    expect([await verify(owner!.key), await verify(member!.key)]).toEqual([200, 200]);
    const { cookie } = await cookieOf(app.url, owner!);
    for (const page of ['keys', 'members', 'audit']) {
      const shown = await send(`${app.url}/organizations/example/${page}`, { headers: { cookie } });
      expect([shown.status, shown.body.includes('</html>')]).toEqual([200, true]);
    }
    const program = { headers: { 'x-api-key': owner!.key } };
    const asked = async (url: string, method = 'GET') => JSON.parse((await send(app.url + url, { ...program, method })).body).result;
    const [organization] = await asked('/v1/organizations');
    const keys = `/v1/organizations/${organization.id}/keys`;
    const revoked = (await asked(keys)).find(({ createdBy }: { createdBy: { email: string } }) => createdBy.email === member!.email);
    await asked(`${keys}/${revoked.id}`, 'DELETE');
    expect(await verify(member!.key)).toBe(401);
    expect(await app.stop()).toBe(0);
    expect(app.output()).not.toMatch(/"level":(40|50|60)|Warning|Error/);
  }, 120_000);
});
