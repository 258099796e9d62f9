import type { messages as source } from '../zh-CN/node.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  title: 'Node',
}
