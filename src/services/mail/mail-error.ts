/** Thrown by mail ports; `message` is the provider's own text for admins and never holds a secret. */
export class MailError extends Error {
  override readonly name = 'MailError'
}
