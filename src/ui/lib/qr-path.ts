import { encode } from 'uqr'

/** Light modules around a code, as ISO/IEC 18004 wants them. */
const border = 4

/** The dark modules of a QR code as one path in a square of `size` units, the quiet zone included. Throws when the text is too long. */
export function qrPath(text: string): Readonly<{ path: string; size: number }> {
  const { data, size } = encode(text, { ecc: 'M', border })
  let path = ''
  for (const [y, row] of data.entries()) {
    let from = -1
    for (let x = 0; x <= size; x++) {
      if (row[x] === true) {
        if (from < 0) from = x
      } else if (from >= 0) {
        path += `M${from} ${y}h${x - from}v1h${from - x}z`
        from = -1
      }
    }
  }
  return { path, size }
}
