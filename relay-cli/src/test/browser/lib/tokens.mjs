import { createHmac } from 'node:crypto';
import { secret } from './environment.mjs';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token of the legacy chat: HS256, subject, role, ten hours. */
export function token(name, { role = 'USER', lifetimeSeconds = 36_000, key = secret() } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const content =
    part({ alg: 'HS256', typ: 'JWT' }) +
    '.' +
    part({ sub: name, roles: role, iat: now, exp: now + lifetimeSeconds });
  return content + '.' + createHmac('sha256', key).update(content).digest('base64url');
}
