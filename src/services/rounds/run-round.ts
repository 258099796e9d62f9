import type { CheckInput, CheckResult } from '../../contract/check.ts'
import { controlAddresses } from '../../contract/control-addresses.ts'
import {
  checksPerMinute,
  controlNode,
  dueChecks,
  sitePlace,
  type DueCheck,
} from '../../domain/evidence/index.ts'
import { addResults, checkedUrls, readLooks } from '../../store/evidence/index.ts'
import { connectionsOf, hasCredentials, someRows, type CandidateRow } from '../../store/placement/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { runBatch } from '../checks/run-check.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteSettings } from '../system/site-settings.ts'
import { ownNetwork } from './own-network.ts'
import { toNewResult } from './new-result.ts'

/** Checks of one call to the checker. */
const batchMax = 10
/** A tick has 20 s for everything: what has not answered by then is looked at again in the next one. */
const roundMs = 16_000
const credentialsAtOnce = 8

type Question = { readonly due: DueCheck; readonly input: CheckInput }

/**
 * Checks what is due, at most 40 addresses in 16 s, and keeps what was found. Costs a view and the checks of the last hour,
 * a put for 13 checks, and up to 6 operations for a node whose owner has stored a network. Nothing where CHECK_ROUNDS is off.
 */
export async function runRound(
  ctx: ServiceContext,
  signal: AbortSignal,
): Promise<{ readonly checked: number }> {
  if (ctx.variables.CHECK_ROUNDS === 'off') return { checked: 0 }
  const rows = await someRows(ctx)
  const looks = await readLooks(ctx)
  const { control_addresses: controls } = siteSettings(await loadSettings(ctx))
  const nodes = rows.map((row) => ({ id: row.id, urls: checkedUrls(connectionsOf(row)) }))
  nodes.push({ id: controlNode, urls: controlAddresses(controls) })
  const due = dueChecks(nodes, looks.get(sitePlace), ctx.clock(), checksPerMinute)
  if (due.length === 0) return { checked: 0 }
  const questions = await questionsOf(ctx, due, new Map(rows.map((row) => [row.id, row])))
  const answers = await ask(ctx, questions, signal)
  const nowMs = ctx.clock()
  const results = answers.flatMap(
    ({ due: { node, url }, result }) => toNewResult(node, url, result, nowMs) ?? [],
  )
  await addResults(ctx, sitePlace, results)
  return { checked: answers.length }
}

/** What the checker is asked: with the owner's network, else as a foreign one by the site's own fixed name. */
async function questionsOf(
  ctx: ServiceContext,
  due: readonly DueCheck[],
  rows: ReadonlyMap<number, CandidateRow>,
): Promise<Question[]> {
  const { check_network_name } = siteSettings(await loadSettings(ctx))
  const foreign = { network_name: check_network_name, network_secret: '' }
  const questions: Question[] = []
  for (let from = 0; from < due.length; from += credentialsAtOnce) {
    const some = due.slice(from, from + credentialsAtOnce)
    const networks = await Promise.all(
      some.map(async ({ node, url }) => {
        const row = rows.get(node)
        return row !== undefined && hasCredentials(row)
          ? ((await ownNetwork(ctx, node, url)) ?? foreign)
          : foreign
      }),
    )
    for (const [at, one] of some.entries()) {
      const network = networks[at]
      if (network !== undefined) questions.push({ due: one, input: { server: one.url, ...network } })
    }
  }
  return questions
}

type Answer = { readonly due: DueCheck; readonly result: CheckResult }

/** The answers that came in time, in batches side by side. */
async function ask(
  ctx: ServiceContext,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<Answer[]> {
  const limit = ctx.deadline(roundMs)
  const isOver = new Promise<undefined>((resolve) => {
    const end = (): void => resolve(undefined)
    limit.signal.addEventListener('abort', end, { once: true })
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
  const batches: Promise<Answer[]>[] = []
  for (let from = 0; from < questions.length; from += batchMax) {
    const batch = questions.slice(from, from + batchMax)
    batches.push(askBatch(ctx, batch, isOver))
  }
  try {
    return (await Promise.all(batches)).flat()
  } finally {
    limit.cancel()
  }
}

async function askBatch(
  ctx: ServiceContext,
  batch: readonly Question[],
  isOver: Promise<undefined>,
): Promise<Answer[]> {
  const inputs = batch.map(({ input }) => input)
  const results = await Promise.race([runBatch(ctx, inputs, true), isOver])
  return batch.flatMap(({ due }, at) => {
    const result = results?.[at]
    return result === undefined ? [] : [{ due, result }]
  })
}
