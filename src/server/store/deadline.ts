/**
 * Settles as `work`, or throws what `late` makes (an Error that names it, for a text) after `ms`. The work itself is
 * not ended by that.
 */
export async function withDeadline<Result>(
  work: Promise<Result>,
  ms: number,
  late: string | (() => Error),
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const isOver = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(typeof late === 'string' ? new Error(`${late} took more than ${ms} ms`) : late())
    }, ms)
  })
  try {
    return await Promise.race([work, isOver])
  } finally {
    clearTimeout(timer)
  }
}
