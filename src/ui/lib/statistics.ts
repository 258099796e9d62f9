/** The value below which so many (0 to 1) of the known values lie, nearest rank; undefined without values. */
export function quantile(values: readonly (number | null)[], part: number): number | undefined {
  const known = values.filter((value) => value !== null && value >= 0).sort((a, b) => Number(a) - Number(b))
  const rank = Math.max(1, Math.ceil(part * known.length))
  return known[rank - 1] ?? undefined
}

/** The middle of the known values, of two the mean; null without values. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null && value >= 0).sort((a, b) => Number(a) - Number(b))
  const upper = known[known.length >> 1] ?? null
  if (upper === null || known.length % 2 === 1) return upper
  return ((known[(known.length >> 1) - 1] ?? upper) + upper) / 2
}

/** A round number at or above a value, whose half is round too: 1, 2, 4, 6, 8 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value * 0.999_999) ?? 10
  return step * power
}
