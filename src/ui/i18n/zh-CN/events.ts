import { coreLater } from './core-later.ts'
import { core } from './core.ts'
import { eventWords } from './event-words.ts'

export const messages = { ...core, ...coreLater, ...eventWords } as const
