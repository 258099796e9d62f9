import { allowKey } from '../api-key.ts'
import { RateHeaders } from '../rate-headers.ts'
import type { TextContext } from './text-route.ts'

/** Counts the request of an API key that is shown; the answer tells what is left. Throws api_key_invalid, rate_limited. */
export async function admitKey(c: TextContext): Promise<void> {
  const allowance = new RateHeaders()
  c.set('allowance', allowance)
  const services = await allowKey({ ...c.env.services, allowance }, c.req.header('x-api-key'))
  c.env = { ...c.env, services }
}
