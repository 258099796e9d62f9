import { limits } from '../../contract/limits.ts'
import { dialledProtocols, protocols as knownProtocols } from '../../contract/vocabulary.ts'

const limitMax = limits.queryLimitMax

/** The one of the values that a text is; undefined when it is none. */
export function oneOf<Value extends string>(
  values: readonly Value[],
  text: string | null,
): Value | undefined {
  return values.find((value) => value === text)
}

/** The protocols that are asked for (upper case), or those that every core dials; the text of a mistake otherwise. */
export function parseProtocols(params: URLSearchParams): readonly string[] | string {
  const asked = (params.get('protocol') ?? '').split(',').map((name) => name.trim().toUpperCase())
  const protocols = asked.filter((name) => name !== '')
  if (protocols.some((name) => oneOf(knownProtocols, name) === undefined)) {
    return `protocol must be a list of ${knownProtocols.join(', ').toLowerCase()}`
  }
  return protocols.length === 0 ? dialledProtocols : protocols
}

/** How many lines are asked for; the text of a mistake otherwise. */
export function parseLimit(params: URLSearchParams, limitDefault: number): number | string {
  const limit = params.get('limit')
  if (limit === null) return limitDefault
  const isFine = /^\d{1,2}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= limitMax
  return isFine ? Number(limit) : `limit must be 1 to ${limitMax}`
}
