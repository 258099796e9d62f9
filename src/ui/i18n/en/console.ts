import type { messages as source } from '../zh-CN/console.ts'
import { account } from './console-account.ts'
import { ownEvents } from './console-events.ts'
import { eventWords } from './event-words.ts'
import { audit } from './console-audit.ts'
import { announcements } from './console-announcements.ts'
import { alerts } from './console-alerts.ts'
import { admin } from './console-admin.ts'
import { form } from './console-form.ts'
import { keys } from './console-keys.ts'
import { nodes } from './console-nodes.ts'
import { selfTest } from './console-self-test.ts'
import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  ...coreLater,
  ...account,
  ...nodes,
  ...form,
  ...admin,
  ...selfTest,
  ...alerts,
  ...keys,
  ...announcements,
  ...audit,
  ...ownEvents,
  ...eventWords,
}
