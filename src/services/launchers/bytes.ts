const encoder = new TextEncoder()
const charsAtOnce = 16_384

/**
 * A long text as UTF-8. It is encoded in pieces: as one string it would be copied whole once more before its bytes are
 * made, which is half of the work for a megabyte.
 */
export class Bytes {
  readonly #pieces: Uint8Array[] = []
  #waiting = ''
  #length = 0

  /** Appends a text; a surrogate pair may not be split between two. */
  add(text: string): void {
    this.#waiting += text
    if (this.#waiting.length >= charsAtOnce) this.#encode()
  }

  #encode(): void {
    const piece = encoder.encode(this.#waiting)
    this.#pieces.push(piece)
    this.#length += piece.length
    this.#waiting = ''
  }

  /** Everything that was added. */
  whole(): Uint8Array<ArrayBuffer> {
    this.#encode()
    const whole = new Uint8Array(this.#length)
    let at = 0
    for (const piece of this.#pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole
  }
}
