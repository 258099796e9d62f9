/** A zone as `UTC+8`, `UTC+5:30` or `UTC-3`. */
export function zoneName(minutes: number): string {
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${size % 60}`
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`
}
