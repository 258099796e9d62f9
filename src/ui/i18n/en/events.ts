import type { messages as source } from '../zh-CN/events.ts'
import { coreLater } from './core-later.ts'
import { core } from './core.ts'
import { eventWords } from './event-words.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  ...coreLater,
  ...eventWords,
}
