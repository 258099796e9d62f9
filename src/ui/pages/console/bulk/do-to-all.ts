import { confirm } from '../../../components/confirm.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { say } from '../states.tsx'

const namesMax = 30
const atOnce = 4

/** Names in a line for a question: as many as can be read, then how many more there are. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, namesMax).join(t('comma'))
  return names.length > namesMax ? t('andMore', { names: shown, n: names.length - namesMax }) : shown
}

/** Asks once for all, naming them; what cannot be undone wants their number typed. */
export function askForAll(words: {
  readonly title: string
  readonly body: string
  readonly act: string
  readonly names: readonly string[]
  readonly danger?: boolean
}): Promise<boolean> {
  const { title, body, act, names, danger = false } = words
  return confirm({
    title,
    body: `${body}${t('theseAre')}${listNames(names)}`,
    keep: t('cancel'),
    act,
    danger,
    ...(danger ? { typed: { text: String(names.length), label: t('typeCount', { n: names.length }) } } : {}),
  })
}

/** Does something to each, a few at once, and tells how it went; the rest is left when the session ends. */
export async function doToAll<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  done: (count: number) => string,
): Promise<void> {
  const queue = [...items]
  const failures: ApiProblem[] = []
  let count = 0
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await work(item)
        count += 1
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        failures.push(error)
        if (error.status === 401) queue.length = 0
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  if (count > 0) showToast({ tone: 'good', text: done(count) })
  const [first] = failures
  if (first) showToast({ tone: 'bad', text: t('someFailed', { n: items.length - count, why: say(first) }) })
}
