import { hashToken } from '../../auth/secrets.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'
import { randomHex, type Random } from '../../store/context/index.ts'
import type { NodeToken } from '../../store/nodes/index.ts'

/** A new report token: shown once as text, kept as its hash. */
export type NewToken = { readonly text: string; readonly record: NodeToken }

const idWidth = 11
const shownChars = 4 + idWidth + 1 + 4

/** `etr_<node id, base36>_<32 hex>`: it names its node, so that a report needs neither name nor e-mail. */
export function makeReportToken(random: Random, id: number, nowMs: number): NewToken {
  const text = `etr_${encode36(id, idWidth)}_${randomHex(random, 16)}`
  return { text, record: { hash: hashToken(text), prefix: text.slice(0, shownChars), createdMs: nowMs } }
}

/**
 * Node id inside a token; undefined when it has another form. The rest may be damaged: then the node is known and its
 * owner learns of the wrong token.
 */
export function nodeIdOfToken(token: string): number | undefined {
  const id = decode36(/^etr_([0-9a-z]{1,11})_/.exec(token)?.[1] ?? '')
  return id !== undefined && id > 0 && Number.isSafeInteger(id) ? id : undefined
}
