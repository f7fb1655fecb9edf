/** Machine clients of the sandbox (RFC 7523) and the few calls the benchmarks make with them. */
import { importPKCS8, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const tokens = new Map();

export async function token(sandbox, nation, client) {
  const name = `${nation} ${client}`;
  const known = tokens.get(name);
  if (known && known.until > Date.now()) return known.value;
  const { tokenUrl, clientId, privateKeyFile } = sandbox.nations[nation].clients[client];
  const key = await importPKCS8(readFileSync(privateKeyFile, 'utf8'), 'ES256');
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const { access_token: value, expires_in: seconds } = await answer.json();
  tokens.set(name, { value, until: Date.now() + (seconds - 60) * 1000 });
  return value;
}

const call = (sandbox, nation, client, url, body, headers = {}) =>
  send(sandbox, nation, client, url, JSON.stringify(body), {
    'content-type': 'application/json',
    ...headers,
  });

async function send(sandbox, nation, client, url, body, headers) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token(sandbox, nation, client)}`, ...headers },
    body,
  });
  if (!answer.ok) throw new Error(`${new URL(url).pathname}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** An urgent stolen vehicle, marked as a test: nobody is paged. Gives its id. */
export async function issue(sandbox, nation, key) {
  const alert = {
    category: 'STOLEN-VEHICLE',
    action: 'LOCATE-REPORT',
    urgency: 'urgent',
    status: 'Test',
    handling: 'H0',
    legalGround: 'OWNER-COMPLAINT',
    evaluation: { source: 'B', information: '2' },
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    vehicle: { plate: 'DEMO-417', type: '4x4', colour: 'blanc' },
    person: { names: [{ type: 'primary', script: 'Latn', full: 'Sidi Ould Tamrane' }], sex: 'M' },
    source: { type: 'resident', contact: '+000 55 00 17' },
  };
  const url = `${sandbox.nations[nation].api}/v1/alerts`;
  const { alertId } = await call(sandbox, nation, 'system', url, alert, { 'idempotency-key': key });
  return alertId;
}

/** Sends a file of entries, one of NDJSON a line; gives what became of its lines. */
export function importEntries(sandbox, nation, list, file) {
  const url = `${sandbox.nations[nation].api}/v1/watchlists/${list}/imports`;
  const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': randomUUID() };
  return send(sandbox, nation, 'system', url, file, headers);
}

export async function close(sandbox, nation, notificationId) {
  const url = `${sandbox.nations[nation].desk}/v1/notifications/${notificationId}`;
  await call(sandbox, nation, 'desk', `${url}/acknowledgement`, {});
  await call(
    sandbox,
    nation,
    'desk',
    `${url}/closure`,
    { outcome: 'NOT-FOUND' },
    { 'idempotency-key': randomUUID() },
  );
}
