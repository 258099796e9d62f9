/** An answer whose body is text by itself: serialised by the store, NDJSON, or a static document. */
export class TextAnswer {
  /** Makes the body; not called when the reader has it already. */
  readonly body: () => string | Promise<string>
  /** Whole entity tag, such as `W/"1a2b"`; must not depend on the moment of asking. */
  readonly etag: string | undefined
  readonly headers: Readonly<Record<string, string>>
  constructor(
    body: () => string | Promise<string>,
    options: { etag?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    this.body = body
    this.etag = options.etag
    this.headers = options.headers ?? {}
  }
}

/** An answer of the contract with header fields of its own. */
export class HeadedAnswer<Answer> {
  readonly value: Answer
  readonly headers: Readonly<Record<string, string>>
  constructor(value: Answer, headers: Readonly<Record<string, string>>) {
    this.value = value
    this.headers = headers
  }
}

/** Sends the reader elsewhere (302). */
export class Redirect {
  readonly location: string
  constructor(location: string) {
    this.location = location
  }
}
