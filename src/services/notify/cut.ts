const ellipsis = '…'
const ellipsisBytes = 3

/** UTF-8 bytes of a code point. */
function bytesOf(char: string): number {
  const point = char.codePointAt(0) ?? 0
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x1_0000 ? 3 : 4
}

/** A text of at most `bytesMax` UTF-8 bytes (at least 3); what is cut ends with an ellipsis, never inside a character. */
export function cutBytes(text: string, bytesMax: number): string {
  return cut(text, bytesMax, ellipsisBytes, bytesOf)
}

/** A text of at most `max` code points (at least 1); what is cut ends with an ellipsis. */
export function cutPoints(text: string, max: number): string {
  return cut(text, max, 1, () => 1)
}

function cut(text: string, max: number, endSize: number, sizeOf: (char: string) => number): string {
  let size = 0
  let kept = ''
  let withEnd = ''
  for (const char of text) {
    size += sizeOf(char)
    if (size > max) return withEnd + ellipsis
    kept += char
    if (size <= max - endSize) withEnd = kept
  }
  return kept
}
