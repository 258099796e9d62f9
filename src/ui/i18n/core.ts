import { translator } from './language.ts'
import type { core } from './zh-CN/core.ts'

/** Texts that every page has. */
export const t = translator<typeof core>()
