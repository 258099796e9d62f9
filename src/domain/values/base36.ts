/** Fixed-width lower-case base36 of a whole number, cut to the largest value that fits. */
export function encode36(value: number, width: number): string {
  const max = 36 ** width - 1
  const whole = Math.round(Math.min(Math.max(value, 0), max))
  const text = (whole > max ? max : whole).toString(36)
  return text.length > width ? 'z'.repeat(width) : text.padStart(width, '0')
}

/** Whole number of a base36 text; undefined when it holds anything else. */
export function decode36(text: string): number | undefined {
  let value = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit >= 48 && unit <= 57) value = value * 36 + (unit - 48)
    else if (unit >= 97 && unit <= 122) value = value * 36 + (unit - 87)
    else return undefined
  }
  return text === '' ? undefined : value
}
