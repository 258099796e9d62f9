/** An answer that is ready as text: a list serialised by the store, NDJSON, or another media type. */
export class TextAnswer {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  /** Whole entity tag, such as `W/"1a2b"`; must not depend on the moment of asking. */
  readonly etag: string | undefined
  constructor(text: string, options: { headers?: Readonly<Record<string, string>>; etag?: string } = {}) {
    this.text = text
    this.headers = options.headers ?? {}
    this.etag = options.etag
  }
}

/** Sends the reader elsewhere (302). */
export class Redirect {
  readonly location: string
  constructor(location: string) {
    this.location = location
  }
}
