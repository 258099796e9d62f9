/** Fixed-width lower-case base36 of a whole number, cut to the largest value that fits. */
export const encode36 = (value: number, width: number): string => {
  const max = 36 ** width - 1
  const whole = Math.round(Math.min(Math.max(value, 0), max))
  const text = (whole > max ? max : whole).toString(36)
  return text.length > width ? 'z'.repeat(width) : text.padStart(width, '0')
}

/** Whole number of a base36 text; undefined when it holds anything else. */
export const decode36 = (text: string): number | undefined => {
  if (!/^[0-9a-z]+$/.test(text)) return undefined
  return Number.parseInt(text, 36)
}
