import type { messages as source } from '../zh-CN/shell.ts'
import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = { ...core, ...coreLater }
