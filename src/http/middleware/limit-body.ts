import { bodyLimit } from 'hono/body-limit'
import { ServiceError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'

/** Refuses a body over 1 MB, by what it says of itself or else while it is read. Throws body_too_large. */
export const limitBody = bodyLimit({
  maxSize: limits.bodyBytesMax,
  onError: () => {
    throw new ServiceError('body_too_large')
  },
})
