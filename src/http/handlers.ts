import type { Handlers } from './handler.ts'
import { authHandlers } from './handlers/auth.ts'
import { edgeoneHandlers } from './handlers/edgeone.ts'
import { nodeHandlers } from './handlers/nodes.ts'
import { publicHandlers } from './handlers/public.ts'
import { systemHandlers } from './handlers/system.ts'

/** One handler for each route of the table; a missing one does not compile. */
export const handlers: Handlers = {
  ...authHandlers,
  ...nodeHandlers,
  ...publicHandlers,
  ...edgeoneHandlers,
  ...systemHandlers,
}
