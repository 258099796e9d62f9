import { negotiate } from '../negotiate.ts'
import type { TextContext } from './text-route.ts'

/**
 * Whether a person is asking: a browser that navigates says so, else the Accept header weighs HTML above plain text.
 * Whoever accepts everything alike (curl, EasyTier) gets text.
 */
export function prefersPage(c: TextContext): boolean {
  if (c.req.header('sec-fetch-mode') === 'navigate') return true
  const types = { supports: ['text/plain', 'text/html'], default: 'text/plain' } as const
  return negotiate(c.req.header('accept'), types) === 'text/html'
}
