import type { messages as source } from '../zh-CN/notfound.ts'
import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  ...coreLater,
  head: 'Page not found',
  body: 'The address may be mistyped, or the page has moved.',
  toList: 'See the list of nodes',
  toConsole: 'My nodes',
}
