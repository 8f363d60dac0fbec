import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files in PEM. */
export type Certificate = { key: string; file: string };

/** An authority of the test's own in that folder, good for a day. */
export function authorityIn(folder: string): { file: string; certificateFor: (name: string) => Certificate } {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const request = (name: string) => openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  const at = (name: string) => path.join(folder, name);
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'authority.key', '-subj', '/CN=authority', '-days', '1', '-out', 'authority.pem');
  return {
    file: at('authority.pem'),
    /** One for what stands in a certificate as `DNS:localhost` or `IP:127.0.0.1`. */
    certificateFor(holder) {
      const name = holder.replaceAll(/\W/g, '-');
      request(name);
      writeFileSync(at(`${name}.ext`), `subjectAltName=${holder}\n`);
      openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-days', '1', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
      return { key: at(`${name}.key`), file: at(`${name}.pem`) };
    },
  };
}
