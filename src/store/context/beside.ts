import type { StoreContext } from './context.ts'

/**
 * Runs `work` with the number of calls for the same subject that this isolate has under way already. The store has no
 * conditional write, so calls side by side do not see what each other adds: whoever keeps to a limit counts them too.
 * Calls elsewhere are not seen.
 */
export async function beside<Result>(
  { memory }: Pick<StoreContext, 'memory'>,
  subject: string,
  work: (others: number) => Promise<Result>,
): Promise<Result> {
  const { underWay } = memory
  const others = underWay.get(subject) ?? 0
  underWay.set(subject, others + 1)
  try {
    return await work(others)
  } finally {
    const left = (underWay.get(subject) ?? 1) - 1
    if (left > 0) underWay.set(subject, left)
    else underWay.delete(subject)
  }
}
