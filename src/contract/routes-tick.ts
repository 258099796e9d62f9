import type { Route } from './route.ts'

/** GET does the same: some services that call an address every few minutes know no other method. */
export const tickRoutes = [
  { id: 'tick', method: 'POST', path: '/api/tick', access: 'tick_key', status: 200 },
  { id: 'tickGet', method: 'GET', path: '/api/tick', access: 'tick_key', status: 200, deed: true },
] as const satisfies readonly Route[]
