import { hashToken } from '../../auth/secrets.ts'
import { decode36 } from '../../domain/values/index.ts'
import { randomHex, type Random } from '../../store/context/index.ts'
import { tokenStart, type NodeToken } from '../../store/nodes/index.ts'

/** A new report token: shown once as text, kept as its hash. */
export type NewToken = { readonly text: string; readonly record: NodeToken }

const shownChars = 4

/** `etr_<node id, base36>_<32 hex>`: it names its node, so that a report needs neither name nor e-mail. */
export function makeReportToken(random: Random, id: number, nowMs: number): NewToken {
  const start = tokenStart(id)
  const text = start + randomHex(random, 16)
  const prefix = text.slice(0, start.length + shownChars)
  return { text, record: { hash: hashToken(text), prefix, createdMs: nowMs } }
}

/**
 * Node id inside a token; undefined when it has another form. The rest may be damaged: then the node is known and its
 * owner learns of the wrong token.
 */
export function nodeIdOfToken(token: string): number | undefined {
  const id = decode36(/^etr_([0-9a-z]{1,11})_/.exec(token)?.[1] ?? '')
  return id !== undefined && id > 0 && Number.isSafeInteger(id) ? id : undefined
}
